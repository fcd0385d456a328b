package org.foldlink.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command that was run in this process, with what it printed. */
record Ran(int exit, String out, String err) {

    static Ran foldlink(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(args);
        line.getOut().flush();
        line.getErr().flush();
        return new Ran(exit, out.toString(), err.toString());
    }
}
