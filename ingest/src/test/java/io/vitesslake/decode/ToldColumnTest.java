package io.vitesslake.decode;

import static org.assertj.core.api.Assertions.assertThat;

import binlogdata.Binlogdata.VEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitess.proto.Query.Field;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.change.CodedException;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a column is known from its declaration, before any FIELD event. */
final class ToldColumnTest {

    private static final Shard SHARD = new Shard("commerce", "-80");

    @ParameterizedTest
    @ValueSource(strings = {"all_types_copy", "all_types_running", "schema_evolution"})
    void everyRecordedColumnBecomesTheSameByItsDeclaration(String recording) throws InvalidProtocolBufferException {
        List<SourceColumn> recorded = columns(recording);
        assertThat(recorded).isNotEmpty().allSatisfy(column -> {
            SourceColumn told = ColumnMapping.told(ColumnMapping.declared(column));
            assertThat(inTheLake(told)).as("%s", column).isEqualTo(inTheLake(column));
            assertThat(told.notNull()).isEqualTo(column.notNull());
        });
    }

    @Test
    void everyCharacterSetIsDecodedTheSame() {
        for (int id = 1; id < 400; id++) {
            CharacterSets.name(id)
                    .ifPresent(set -> assertThat(CharacterSets.name(CharacterSets.collationOf(set)))
                            .contains(set));
        }
        assertThat(CharacterSets.name(CharacterSets.collationOf("utf8")))
                .as("utf8mb3 as older servers call it")
                .contains("utf8mb3");
    }

    @Test
    void whatIsNotKnownIsNotSupported() {
        assertThat(inTheLake(ColumnMapping.told(declared("hologram(3)", Optional.empty()))))
                .contains("unsupported-column-type");
        assertThat(inTheLake(ColumnMapping.told(declared("varchar(20)", Optional.of("klingon")))))
                .contains("unsupported-column-type");
    }

    private static DeclaredColumn declared(String type, Optional<String> set) {
        return new DeclaredColumn("c", type, set, false);
    }

    private static String inTheLake(SourceColumn column) {
        try {
            return ColumnMapping.column(SHARD, "t", column, ValuePolicies.DEFAULT)
                    .toString();
        } catch (CodedException e) {
            return e.reason() + " " + column.name();
        }
    }

    private static List<SourceColumn> columns(String recording) throws InvalidProtocolBufferException {
        List<SourceColumn> columns = new ArrayList<>();
        for (byte[] response : Recordings.read(recording)) {
            for (VEvent event : VStreamResponse.parseFrom(response).getEventsList()) {
                event.getFieldEvent().getFieldsList().forEach(field -> columns.add(column(field)));
            }
        }
        return columns;
    }

    private static SourceColumn column(Field field) {
        return new SourceColumn(
                field.getName(),
                field.getTypeValue(),
                field.getColumnType(),
                field.getCharset(),
                field.getFlags(),
                field.getColumnLength(),
                field.getDecimals());
    }
}
