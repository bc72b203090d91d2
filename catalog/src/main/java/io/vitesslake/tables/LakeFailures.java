package io.vitesslake.tables;

import io.vitesslake.change.Bugs;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.security.AccessControlException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchWarehouseException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * Tells failures of catalog and store that may pass by themselves from those that somebody has to do something about.
 *
 * <p>Catalogs and stores fail with types of their own, hundreds of them, most of which are not on this class path. So what is
 * known to stay is listed, and all else may pass: to wait for what does not pass costs some minutes, to end for what does costs
 * the sync.
 */
public final class LakeFailures {

    /** Of our own errors those that wrap a failure of the lake. */
    private static final Set<String> WRAPPERS = Set.of("lake-unreachable", "commit-failed", "catalog-unreachable");

    private static final List<Class<? extends Exception>> STAYING = List.of(
            ForbiddenException.class,
            NotAuthorizedException.class,
            BadRequestException.class,
            UnprocessableEntityException.class,
            ValidationException.class,
            NoSuchWarehouseException.class,
            NoSuchNamespaceException.class,
            NoSuchTableException.class,
            AccessDeniedException.class,
            AccessControlException.class,
            SecurityException.class,
            ClosedByInterruptException.class,
            InterruptedException.class);

    /** Clients of stores that are not on this class path have the status in their text. */
    private static final Pattern STAYING_TEXT = Pattern.compile(
            "status code:? (401|403)\\b|\\b(401 Unauthorized|403 Forbidden)\\b"
                    + "|NoSuchBucket|specified bucket does not exist|InvalidAccessKeyId|SignatureDoesNotMatch"
                    + "|No suitable driver",
            Pattern.CASE_INSENSITIVE);

    /** Classes of SQLSTATE: invalid authorization, no such database, syntax error or access rule violation. */
    private static final Set<String> STAYING_SQL = Set.of("28", "3D", "42");

    private static final int SQL_CLASS_LENGTH = 2;
    private static final int MOST_CAUSES = 32;

    private LakeFailures() {}

    /** Whether the same call may succeed later though nobody changes settings, rights or tables. */
    public static boolean mayPass(RuntimeException failure) {
        if (failure instanceof CodedException coded
                && (coded.code() != ErrorCode.LAKE || !WRAPPERS.contains(coded.reason()))) {
            return false;
        }
        Throwable first = failure;
        while (isWrapper(first) && first.getCause() != null) {
            first = first.getCause();
        }
        return !Bugs.isOne(first)
                && Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                        .limit(MOST_CAUSES)
                        .noneMatch(LakeFailures::stays);
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CodedException || failure instanceof CommitStateUnknownException;
    }

    private static boolean stays(Throwable cause) {
        return STAYING.stream().anyMatch(type -> type.isInstance(cause))
                // Other clients have one of their own, Glue's for example.
                || cause.getClass().getSimpleName().equals("AccessDeniedException")
                || cause instanceof SQLException sql && stays(sql)
                || cause.getMessage() != null
                        && STAYING_TEXT.matcher(cause.getMessage()).find();
    }

    private static boolean stays(SQLException failure) {
        String state = failure.getSQLState();
        return state != null
                && state.length() > SQL_CLASS_LENGTH
                && STAYING_SQL.contains(state.substring(0, SQL_CLASS_LENGTH));
    }
}
