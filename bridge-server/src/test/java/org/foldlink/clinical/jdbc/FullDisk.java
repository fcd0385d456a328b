package org.foldlink.clinical.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** H2's view of a disk on which nothing more fits, once it is {@link #full}: files of {@code jdbc:h2:file:full:…}. Public for H2. */
public final class FullDisk extends FilePathWrapper {

    static volatile boolean full;

    static void register() {
        FilePath.register(new FullDisk());
    }

    @Override
    public String getScheme() {
        return "full";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel disk = super.open(mode);
        return new FileBaseDefault() {
            @Override
            public synchronized int read(ByteBuffer to, long at) throws IOException {
                return disk.read(to, at);
            }

            @Override
            public synchronized int write(ByteBuffer from, long at) throws IOException {
                if (full) {
                    throw new IOException("No space left on device");
                }
                return disk.write(from, at);
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                disk.truncate(size);
            }

            @Override
            public long size() throws IOException {
                return disk.size();
            }

            @Override
            public void force(boolean metaData) throws IOException {
                disk.force(metaData);
            }

            @Override
            public java.nio.channels.FileLock tryLock(long position, long size, boolean shared) throws IOException {
                return disk.tryLock(position, size, shared);
            }

            @Override
            protected void implCloseChannel() throws IOException {
                disk.close();
            }
        };
    }
}
