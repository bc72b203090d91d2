package io.vitesslake.source.vstream;

import com.google.protobuf.ByteString;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.StreamObserver;
import io.vitess.proto.Query.QueryResult;
import io.vitess.proto.Query.Row;
import io.vitess.proto.Vtgate.ExecuteRequest;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtgate.StreamExecuteRequest;
import io.vitess.proto.Vtgate.StreamExecuteResponse;
import io.vitess.proto.Vtrpc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A VTGate that answers what is asked of a small sharded keyspace shop, tables that can be mirrored and tables that cannot, and has no
 * streams. Answers have the form in which VTGate 24 gave them.
 */
public final class ShopVtgate implements AutoCloseable {

    /** By table: key column and its index, the vindex, estimate of each shard, columns as name, type, character set, nullable. */
    private record Table(String key, String vindex, String rows, List<String> columns) {}

    private static final Map<String, Table> TABLES = Map.of(
            "customer",
            new Table("id", "id", "1200", List.of("id|bigint||NO", "name|varchar(20)|utf8mb4|YES", "born|date||YES")),
            "orders",
            new Table(
                    "id",
                    "customer_id",
                    "",
                    List.of("id|bigint unsigned||NO", "customer_id|bigint||NO", "total|decimal(10,2)||YES")),
            "keyless",
            new Table("", "id", "7", List.of("id|bigint||NO")),
            "shop_seq",
            new Table("id", "", "1", List.of("id|bigint||NO")),
            "prices",
            new Table("price", "price", "5", List.of("price|float||NO")),
            "scenes",
            new Table("id", "id", "0", List.of("id|bigint||NO", "scene|hologram(3)||YES")));

    private final FakeVtgate server;
    private final String address;
    private final List<String> keyspaces;
    private final List<String> served;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private ShopVtgate(ServerCredentials credentials, List<String> keyspaces, List<String> tables) {
        this.keyspaces = keyspaces;
        this.served = tables;
        this.server = FakeVtgate.answering(credentials, this::answer, this::stream);
        this.address = server.target();
    }

    /** With these tables only, of customer, orders, keyless, shop_seq, prices and scenes. */
    public static ShopVtgate of(String... tables) {
        return new ShopVtgate(InsecureServerCredentials.create(), List.of("shop"), List.of(tables));
    }

    /**
     * The same behind TLS, with a certificate for one name by its own authority.
     *
     * @param directory takes the certificate, {@code NAME.pem}
     */
    public static ShopVtgate encrypted(Path directory, String name, String... tables) throws Exception {
        TestCertificate ours = TestCertificate.create(directory, name);
        ServerCredentials credentials = TlsServerCredentials.create(
                ours.certificate().toFile(), ours.key().toFile());
        return new ShopVtgate(credentials, List.of("shop"), List.of(tables));
    }

    /** What each call said of who calls; without those that said nothing. */
    public List<String> authorizations() {
        return server.received().stream()
                .map(metadata -> metadata.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The same beside keyspaces of which nothing is known. */
    public ShopVtgate beside(String... others) {
        close();
        return new ShopVtgate(
                InsecureServerCredentials.create(),
                Stream.concat(Stream.of("shop"), Stream.of(others)).toList(),
                served);
    }

    public String address() {
        return address;
    }

    /** Every statement, in order. */
    public List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.close();
    }

    private ExecuteResponse answer(ExecuteRequest request) {
        String sql = request.getQuery().getSql();
        asked.add(sql);
        if (sql.equals("show vitess_shards")) {
            return rows(keyspaces.stream().flatMap(name -> Stream.of(name + "/80-", name + "/-80")));
        }
        if (sql.equals("show vschema keyspaces")) {
            return rows(Stream.of("shop|true|unmanaged|"));
        }
        if (sql.startsWith("show vschema vindexes on ")) {
            String vindex = TABLES.get(name(sql)).vindex;
            return vindex.isEmpty() ? rows(Stream.of()) : rows(Stream.of(vindex + "|xxhash|xxhash||"));
        }
        if (sql.startsWith("vexplain plan select 1 from ")) {
            return rows(Stream.of("{\"Keyspace\": {\"Name\": \"shop\"}, \"Variant\": \"Scatter\"}"));
        }
        if (sql.contains("from information_schema.columns") && sql.contains(":tbl")) {
            String table = request.getQuery()
                    .getBindVariablesMap()
                    .get("tbl")
                    .getValue()
                    .toStringUtf8();
            return rows(TABLES.get(table).columns.stream().map(column -> column + "|0|"));
        }
        if (sql.contains("from information_schema.tables")) {
            return rows(served.stream()
                    .map(name -> name + "|" + TABLES.get(name).rows + "|InnoDB|"
                            + (name.endsWith("_seq") ? "vitess_sequence" : "")));
        }
        if (sql.contains("from information_schema.statistics")) {
            return rows(served.stream()
                    .filter(name -> !TABLES.get(name).key.isEmpty())
                    .map(name -> name + "|PRIMARY|" + TABLES.get(name).key + "||"));
        }
        return sql.startsWith("select 1 from ") || sql.contains("information_schema.")
                ? rows(Stream.of())
                : ExecuteResponse.newBuilder()
                        .setError(Vtrpc.RPCError.newBuilder()
                                .setCode(Vtrpc.Code.UNIMPLEMENTED)
                                .setMessage(sql))
                        .build();
    }

    private void stream(StreamExecuteRequest request, StreamObserver<StreamExecuteResponse> observer) {
        String sql = request.getQuery().getSql();
        asked.add(sql);
        if (!sql.startsWith("select table_name, table_rows from information_schema.tables")) {
            observer.onError(Status.UNIMPLEMENTED.withDescription(sql).asRuntimeException());
            return;
        }
        observer.onNext(StreamExecuteResponse.newBuilder()
                .setResult(result(served.stream().map(name -> name + "|" + TABLES.get(name).rows)))
                .build());
        observer.onCompleted();
    }

    private static String name(String sql) {
        return sql.substring(sql.indexOf('`')).replace("`", "");
    }

    private static ExecuteResponse rows(Stream<String> lines) {
        return ExecuteResponse.newBuilder().setResult(result(lines)).build();
    }

    /** Cells separated by a bar; one without text is null. */
    private static QueryResult result(Stream<String> lines) {
        QueryResult.Builder result = QueryResult.newBuilder();
        lines.forEach(line -> {
            Row.Builder row = result.addRowsBuilder();
            for (String cell : line.split("\\|", -1)) {
                row.addLengths(cell.isEmpty() ? -1 : cell.length());
            }
            row.setValues(ByteString.copyFromUtf8(line.replace("|", "")));
        });
        return result.build();
    }
}
