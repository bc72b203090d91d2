package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The error that ends a command, as a person sees it, or as a line of a log that is JSON.
 *
 * @param verbose whether to show where an error comes from; a bug always shows it
 * @param secrets are not shown
 */
record ErrorReport(boolean verbose, LogFormat format, Secrets secrets) {

    private static final Logger LOG = LoggerFactory.getLogger("vitesslake");

    /** Prints the error and returns the exit code. */
    int print(Throwable error, PrintWriter err) {
        if (error instanceof CodedException coded && coded.code() != ErrorCode.BUG) {
            tell(coded.getMessage() + " [" + coded.reason() + "]", error, verbose, err);
            return coded.code().exitCode();
        }
        tell("a bug of this program, please report it with the lines below: " + error, error, true, err);
        return ErrorCode.BUG.exitCode();
    }

    private void tell(String message, Throwable error, boolean withOrigin, PrintWriter err) {
        switch (format) {
            case JSON -> LOG.error("{}", message, withOrigin ? error : null);
            case TEXT -> {
                err.println(secrets.hide("vitesslake: " + message));
                if (withOrigin) {
                    StringWriter origin = new StringWriter();
                    error.printStackTrace(new PrintWriter(origin, true));
                    err.print(secrets.hide(origin.toString()));
                    err.flush();
                }
            }
        }
    }
}
