package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bench}: the speed of the whole path over recorded streams. */
@Command(name = "bench", hidden = true, description = "Measures the whole path over recorded streams.")
final class BenchCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new CodedException(ErrorCode.BUG, "not-wired", "Cannot run the bench: this build does not hold it");
    }
}
