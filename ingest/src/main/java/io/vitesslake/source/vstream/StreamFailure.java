package io.vitesslake.source.vstream;

import io.grpc.Status;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.Signal;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * What the end of a stream means. Codes as VTGate 24 was seen to send them; a vstreamer's own errors lose their code on
 * the way and arrive as UNKNOWN (vstreamer.go, wrapError), so for those the text decides.
 *
 * @param reason stable word for {@link CodedException#reason}
 * @param retryable whether opening again may help; {@code source-unknown} deserves a few attempts only
 * @param what VTGate's own words, without SQL
 * @param remedy the way out
 */
record StreamFailure(String reason, boolean retryable, String what, String remedy) {

    private static final int LONGEST_TEXT = 600;
    private static final int MOST_TABLES = 5;

    private static final String PURGED = "Run `vitesslake recopy TABLE`, or restore binlogs that cover the position.";
    private static final String OLD_BINLOG =
            "The binlog is older than the table's present schema: run `vitesslake recopy"
                    + " TABLE`, and start vttablet with --track-schema-versions.";

    /** A text inside VTGate's message, and what it means whatever the code. All are permanent. */
    private record Known(String text, String reason, String remedy) {}

    private static final String LOOK_INTO_LOGS = "Look for this text in the logs of VTGate and vttablet.";

    private static final List<Known> KNOWN = List.of(
            new Known("purged required binary logs", "purged-binlog", PURGED),
            new Known("errno 1236", "purged-binlog", PURGED),
            // The client's own words, of netty or the JDK.
            new Known(
                    "direct buffer memory",
                    "message-too-large",
                    "A row with its former values takes more than memory allows: raise memory."),
            new Known(
                    "gtidset mismatch",
                    "gtid-mismatch",
                    "The position holds transactions that the tablet lacks (failover or restore lost them): run"
                            + " `vitesslake recopy TABLE`, or stream from a tablet that has them."),
            new Known(
                    "not all journaling participants",
                    "shards-replaced",
                    "The stream cannot follow this reshard: its tables are copied again from the shards that serve now."),
            new Known("node doesn't exist: keyspaces/", "unknown-keyspace", "Check source.keyspace and source.vtgate."),
            new Known("cannot determine table columns", "schema-mismatch", OLD_BINLOG),
            new Known("in schema", "schema-mismatch", OLD_BINLOG),
            new Known(
                    "unexpected statement type",
                    "unsupported-statement",
                    "Vitess cannot stream past that transaction (XA is one such): run"
                            + " `vitesslake recopy TABLE`, which copies past it."),
            new Known(
                    "minimal binlog_row_image",
                    "partial-image",
                    "Set binlog_row_image=FULL on every MySQL of the keyspace."),
            new Known("query was empty", "unsupported-filter", "Report this as a bug with the table's name."),
            new Known(
                    "unsupported",
                    "unsupported-filter",
                    "Check the table's rule; only plain columns of one table can be streamed."));

    StreamFailure {
        what = shortened(what);
    }

    static StreamFailure of(Status status) {
        String text = text(status);
        return switch (status.getCode()) {
            case OK ->
                new StreamFailure("stream-ended", true, "the stream ended", "It is opened again at the last position.");
            case UNAVAILABLE ->
                handshake(status)
                        .orElseGet(() -> new StreamFailure(
                                "vtgate-unavailable",
                                true,
                                text,
                                "Check that VTGate runs and answers at source.vtgate, and whether it wants TLS"
                                        + " (source.tls)."));
            case DEADLINE_EXCEEDED, ABORTED ->
                new StreamFailure("vtgate-timeout", true, text, "It is opened again at the last position.");
            case CANCELLED -> noTablet(text);
            case RESOURCE_EXHAUSTED -> exhausted(text);
            case INTERNAL -> internal(text);
            case FAILED_PRECONDITION -> known(text, failedPrecondition(text));
            case UNKNOWN ->
                missingTable(text)
                        .orElseGet(() -> known(
                                text,
                                new StreamFailure(
                                        "source-unknown",
                                        true,
                                        text,
                                        "If it comes again, look for this text in the logs of vttablet.")));
            case INVALID_ARGUMENT ->
                known(
                        text,
                        permanent("bad-request", text, "Check source.keyspace, source.tables and the Vitess version."));
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                permanent("access-denied", text, "Check source.auth and the user's rights in VTGate.");
            case UNIMPLEMENTED ->
                permanent(
                        "unsupported-vtgate",
                        text,
                        "Check that source.vtgate is the gRPC port of a VTGate of Vitess 21 to 24.");
            // A tablet that restarts is not found until VTGate has heard of it again.
            case NOT_FOUND ->
                text.contains("failed to get tablet connection")
                        ? noTablet(text)
                        : known(text, permanent("stream-failed", text, LOOK_INTO_LOGS));
            case ALREADY_EXISTS, OUT_OF_RANGE, DATA_LOSS ->
                known(text, permanent("stream-failed", text, LOOK_INTO_LOGS));
        };
    }

    CodedException error(StreamRequest request) {
        String tables = request.rules().stream()
                .limit(MOST_TABLES)
                .map(TableRule::table)
                .collect(Collectors.joining(", "));
        int more = request.rules().size() - MOST_TABLES;
        return new CodedException(
                ErrorCode.SOURCE,
                reason,
                "Cannot stream " + tables + (more > 0 ? " and " + more + " more tables" : "") + " from "
                        + request.tabletType() + " tablets of "
                        + request.start().shards() + ": " + what + ". " + remedy);
    }

    private static Optional<StreamFailure> handshake(Status status) {
        Throwable deepest = null;
        boolean ofTls = false;
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            ofTls |= cause instanceof SSLException;
            deepest = cause;
        }
        return ofTls
                ? Optional.of(new StreamFailure(
                        "tls-failed",
                        true,
                        "TLS: " + deepest.getMessage(),
                        "Check source.tls: VTGate must speak TLS, its certificate must be from an authority in ca and bear"
                                + " server-name or the host of source.vtgate, and it may want a certificate of ours."))
                : Optional.empty();
    }

    private static StreamFailure noTablet(String text) {
        return new StreamFailure(
                "no-tablet",
                true,
                text,
                "Check that every shard has a healthy tablet of that type; if so, its binlogs no longer hold"
                        + " the position or it lacks transactions of it.");
    }

    private static StreamFailure exhausted(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("message") && (lower.contains("larger") || lower.contains("exceeds"))) {
            return permanent(
                    "message-too-large",
                    text,
                    "Raise source.max-message, and --grpc-max-message-size of vtgate and vttablet if they set the"
                            + " limit named.");
        }
        return new StreamFailure("vtgate-busy", true, text, "VTGate is out of some resource; look into its log.");
    }

    /** Broken connections reach a Java client as INTERNAL too, worded by gRPC itself. */
    private static StreamFailure internal(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("rst_stream")
                || lower.contains("http2")
                || lower.contains("http/2")
                || lower.contains("mid-frame")) {
            return new StreamFailure(
                    "vtgate-unavailable", true, text, "Check that VTGate runs and answers at source.vtgate.");
        }
        return known(text, permanent("source-internal", text, LOOK_INTO_LOGS));
    }

    private static StreamFailure failedPrecondition(String text) {
        if (text.contains("not found in the") && text.contains("shard")) {
            return permanent(
                    "unknown-shard",
                    text,
                    "The shard was deleted after a reshard, so the position is of no more use: run"
                            + " `vitesslake recopy TABLE`.");
        }
        return permanent("failed-precondition", text, "Check the tables' columns and the shards of the keyspace.");
    }

    /**
     * A tablet learns of a new table when it reloads its schema: at a DDL statement it sees, or every 30 minutes. Until then the table
     * cannot be copied, and if it was dropped it never can.
     */
    private static Optional<StreamFailure> missingTable(String text) {
        return text.contains("is not present in the database")
                ? Optional.of(new StreamFailure(
                        Signal.Failed.MISSING_TABLE,
                        true,
                        text,
                        "Check that the table exists on every shard; if it is new, make the tablets look:"
                                + " `vtctldclient ReloadSchemaKeyspace KEYSPACE`. Then start again."))
                : Optional.empty();
    }

    private static StreamFailure known(String text, StreamFailure otherwise) {
        String lower = text.toLowerCase(Locale.ROOT);
        return KNOWN.stream()
                .filter(known -> lower.contains(known.text))
                .findFirst()
                .map(known -> permanent(known.reason, text, known.remedy))
                .orElse(otherwise);
    }

    private static StreamFailure permanent(String reason, String text, String remedy) {
        return new StreamFailure(reason, false, text, remedy);
    }

    /** What the server or gRPC says; statements are cut off, because they may hold passwords. */
    private static String text(Status status) {
        String description = status.getDescription() == null ? "" : status.getDescription();
        String cause = status.getCause() == null || status.getCause().getMessage() == null
                ? ""
                : " (" + status.getCause().getMessage() + ")";
        String text = withoutSql(description + cause);
        return status.getCode() + (text.isBlank() ? "" : ": " + text);
    }

    // VTGate wraps the cause in positions, which may be long: what matters stands at the ends.
    private static String shortened(String text) {
        int half = LONGEST_TEXT / 2;
        return text.length() > LONGEST_TEXT
                ? text.substring(0, half) + " … " + text.substring(text.length() - half)
                : text;
    }

    private static String withoutSql(String text) {
        for (String marker : List.of("row-based replication:", "Sql:", "BindVars:")) {
            int at = text.indexOf(marker);
            if (at >= 0) {
                return text.substring(0, at + marker.length()) + " (statement not shown)";
            }
        }
        return text;
    }
}
