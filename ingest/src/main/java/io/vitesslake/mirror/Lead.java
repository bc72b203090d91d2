package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Lets one table of a checkpoint commit before all others. Of two writers on one lake both would otherwise win some tables and
 * lose others, so that both stop; with the same table always first, the one that wins it goes on and the other has committed
 * nothing. Thread-safe.
 */
final class Lead {

    private final CompletableFuture<Void> decided = new CompletableFuture<>();

    /** The first table is committed, or is out of it for reasons of its own. */
    void won() {
        decided.complete(null);
    }

    /** The first table could not be committed; nothing else is. */
    void lost(CodedException error) {
        decided.completeExceptionally(error);
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
