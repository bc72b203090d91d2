package io.vitesslake.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one command left behind. */
record Ran(int exitCode, String out, String err) {

    static Ran command(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(new Shutdown(), new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Ran(exitCode, out.toString(), err.toString());
    }
}
