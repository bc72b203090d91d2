package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.PrintWriter;

/**
 * Errors as a person sees them.
 *
 * @param verbose whether to show where an error comes from; a bug always shows it
 */
record ErrorReport(boolean verbose) {

    /** Prints the error and returns the exit code. */
    int print(Throwable error, PrintWriter err) {
        if (error instanceof CodedException coded && coded.code() != ErrorCode.BUG) {
            err.println("vitesslake: " + coded.getMessage() + " [" + coded.reason() + "]");
            if (verbose) {
                error.printStackTrace(err);
            }
            return coded.code().exitCode();
        }
        err.println("vitesslake: a bug of this program, please report it with the lines below: " + error);
        error.printStackTrace(err);
        return ErrorCode.BUG.exitCode();
    }
}
