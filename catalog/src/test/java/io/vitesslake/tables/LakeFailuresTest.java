package io.vitesslake.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchWarehouseException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failures of catalogs and stores are waited for. */
final class LakeFailuresTest {

    static RuntimeException[] passing() {
        return new RuntimeException[] {
            new UncheckedIOException(new ConnectException("Connection refused")),
            new RuntimeIOException(new SocketTimeoutException("Read timed out")),
            new UncheckedIOException(new IOException("Connection reset by peer")),
            new RESTException(new ConnectException("refused"), "Error occurred while processing POST request"),
            new ServiceFailureException("Server error: 500"),
            new ServiceUnavailableException("503"),
            new RuntimeException("Please reduce your request rate. (Service: S3, Status Code: 503, Request ID: 403)"),
            new RuntimeException("Rate exceeded (Service: Glue, Status Code: 400)"),
            new UncheckedSQLException(new SQLException("[SQLITE_BUSY] The database file is locked", null, 5), "Cannot"),
            new UncheckedSQLException(new SQLTransientConnectionException("gone", "08006"), "Cannot"),
            // A mount that is gone.
            new NotFoundException("File does not exist: %s", "/mnt/lake/orders/metadata/v1.json"),
            new CommitFailedException("409"),
            new CommitStateUnknownException(new IOException("reset")),
            // As Hadoop tells of a name server that is down.
            new IllegalArgumentException(new UnknownHostException("namenode")),
            lake("lake-unreachable", new RuntimeIOException(new IOException("reset"))),
            lake("commit-failed", new CommitStateUnknownException(new IOException("reset"))),
        };
    }

    static RuntimeException[] staying() {
        return new RuntimeException[] {
            new ForbiddenException("403"),
            new NotAuthorizedException("401"),
            new NoSuchWarehouseException("no warehouse"),
            new NoSuchNamespaceException("no namespace"),
            new UncheckedIOException(new AccessDeniedException("s3a://lake/orders")),
            new CommitStateUnknownException(new ForbiddenException("403")),
            new RuntimeException("Access Denied (Service: S3, Status Code: 403, Request ID: X)"),
            new RuntimeException("The specified bucket does not exist (Service: S3, Status Code: 404)"),
            new UncheckedSQLException(new SQLException("no such user", "28P01"), "Cannot"),
            new UncheckedSQLException(new SQLException("No suitable driver found for jdbc:x", "08001"), "Cannot"),
            new NullPointerException(),
            new IllegalStateException("closed"),
            new CommitStateUnknownException(new ClassCastException()),
            lake("commit-failed", new NullPointerException()),
            lake("lake-unreachable", new ForbiddenException("403")),
            lake("table-missing", new RuntimeIOException(new IOException("reset"))),
            lake("incompatible-schema", null),
            new CodedException(ErrorCode.FENCED, "fenced", "Cannot"),
            new CodedException(ErrorCode.CONFIG, "catalog-settings", "Cannot"),
            new CodedException(ErrorCode.SOURCE, "invalid-value", "Cannot", new IOException("reset")),
        };
    }

    @ParameterizedTest
    @MethodSource("passing")
    void whatMayPassByItselfIsWaitedFor(RuntimeException failure) {
        assertThat(LakeFailures.mayPass(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("staying")
    void whatSomebodyHasToDoSomethingAboutIsNot(RuntimeException failure) {
        assertThat(LakeFailures.mayPass(failure)).isFalse();
    }

    private static CodedException lake(String reason, Throwable cause) {
        return new CodedException(ErrorCode.LAKE, reason, "Cannot", cause);
    }
}
