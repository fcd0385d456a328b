package org.foldlink.benchmarks.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A network of one 1×1×1 convolution, written as ONNX's protocol buffers by hand: {@code [1, 1, z, y, x]} in, {@code [1, heads, z, y, x]} out.
 * Field numbers are those of onnx.proto3.
 */
final class OnnxBytes {

    private static final int FLOAT = 1;

    private OnnxBytes() {}

    static byte[] convolution(int heads, int[] patch, long seed) {
        Random random = new Random(seed);
        float[] weights = new float[heads];
        float[] biases = new float[heads];
        for (int h = 0; h < heads; h++) {
            weights[h] = (float) random.nextGaussian();
            biases[h] = (float) random.nextGaussian();
        }
        Message kernel = new Message()
                .text(1, "kernel_shape")
                .number(8, 1)
                .number(8, 1)
                .number(8, 1)
                .number(20, 7);
        Message node = new Message()
                .text(1, "x")
                .text(1, "w")
                .text(1, "b")
                .text(2, "y")
                .text(4, "Conv")
                .nested(5, kernel);
        Message graph = new Message()
                .nested(1, node)
                .text(2, "convolution")
                .nested(5, tensor("w", weights, heads, 1, 1, 1, 1))
                .nested(5, tensor("b", biases, heads))
                .nested(11, value("x", 1, 1, patch[0], patch[1], patch[2]))
                .nested(12, value("y", 1, heads, patch[0], patch[1], patch[2]));
        Message opset = new Message().text(1, "").number(2, 17);
        return new Message().number(1, 8).nested(7, graph).nested(8, opset).bytes();
    }

    private static Message tensor(String name, float[] values, int... dims) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        Message tensor = new Message();
        for (int dim : dims) {
            tensor.number(1, dim);
        }
        return tensor.number(2, FLOAT).text(8, name).raw(9, raw.array());
    }

    private static Message value(String name, int... dims) {
        Message shape = new Message();
        for (int dim : dims) {
            shape.nested(1, new Message().number(1, dim));
        }
        Message tensor = new Message().number(1, FLOAT).nested(2, shape);
        return new Message().text(1, name).nested(2, new Message().nested(1, tensor));
    }

    /** A message under construction: varints and length-delimited fields. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message raw(int field, byte[] bytes) {
            varint(((long) field << 3) | 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Message text(int field, String text) {
            return raw(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message nested(int field, Message message) {
            return raw(field, message.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                out.write((int) ((left & 0x7F) | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }
}
