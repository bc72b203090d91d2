package io.vitesslake.commit;

import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitFailedException;

/**
 * A commit that certainly did not happen. Not a {@link CommitFailedException}, which Iceberg would retry by itself, but marked
 * so that Iceberg deletes the manifests of the attempt.
 */
final class RefusedException extends RuntimeException implements CleanableFailure {

    private static final long serialVersionUID = 1;

    RefusedException(CommitFailedException cause) {
        super(cause.getMessage(), cause);
    }
}
