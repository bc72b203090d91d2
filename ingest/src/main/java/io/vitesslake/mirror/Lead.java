package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Lets one table of a checkpoint commit before all others. Of two writers on one lake both would otherwise win some tables and
 * lose others, so that both stop; with the same table always first, the one that wins it goes on and the other has committed
 * nothing. Thread-safe.
 */
final class Lead {

    private final CompletableFuture<Void> decided = new CompletableFuture<>();

    /**
     * Saves the first table, or all that come with it, and tells the others how that ended: only if it ended well, or the table
     * is out of it for reasons of its own, is anything else committed.
     *
     * @param what for messages
     */
    <T> T decide(String what, Callable<T> first) throws Exception {
        try {
            T result = first.call();
            decided.complete(null);
            return result;
        } catch (CodedException e) {
            decided.completeExceptionally(e);
            throw e;
        } catch (Exception | Error e) {
            decided.completeExceptionally(
                    new CodedException(ErrorCode.LAKE, "checkpoint-failed", "Cannot save " + what + ": " + e, e));
            throw e;
        }
    }

    /**
     * Waits for the first table.
     *
     * @throws CodedException what the first table failed with
     */
    void await() {
        try {
            decided.join();
        } catch (CompletionException e) {
            throw (CodedException) e.getCause();
        }
    }
}
