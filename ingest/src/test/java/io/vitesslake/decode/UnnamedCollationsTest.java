package io.vitesslake.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.SourceColumn;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnnamedCollationsTest {

    private static final SourceColumn ID = ChangeBytes.column("id", ChangeBytes.INT64, "bigint", true);
    private static final SourceColumn WORD = ChangeBytes.column("word", ChangeBytes.VARCHAR, "varchar(20)", false, 0);

    @Test
    void aSetThatVitessDoesNotKnowIsTakenFromTheDeclaration() {
        for (String set : List.of("big5", "gbk", "gb18030", "tis620")) {
            List<SourceColumn> named =
                    UnnamedCollations.named(List.of(ID, WORD), List.of(declared("varchar(20)", set)));
            assertThat(named.get(0)).isEqualTo(ID);
            assertThat(named.get(1)).isEqualTo(WORD.collated(named.get(1).charset()));
            assertThat(CharacterSets.name(named.get(1).charset())).contains(set);
        }
    }

    @Test
    void whatWasMeantIsNotGuessed() {
        assertThat(UnnamedCollations.named(List.of(ID, WORD), List.of()))
                .as("the source tells nothing")
                .containsExactly(ID, WORD);
        assertThat(UnnamedCollations.named(List.of(WORD), List.of(declared("varchar(30)", "gbk"))))
                .as("the column has changed since")
                .containsExactly(WORD);
        assertThat(UnnamedCollations.named(List.of(WORD), List.of(declared("varchar(20)", "utf8mb4"))))
                .as("Vitess knows all collations of that set, so that it was another")
                .containsExactly(WORD);
        assertThat(UnnamedCollations.named(List.of(WORD), List.of(declared("varchar(20)", "klingon"))))
                .containsExactly(WORD);
    }

    @Test
    void theSourceNeedNotBeAskedWhereEveryCollationIsKnown() {
        assertThat(UnnamedCollations.among(List.of(ID, WORD))).isTrue();
        assertThat(UnnamedCollations.among(List.of(ID, WORD.collated(255)))).isFalse();
    }

    private static DeclaredColumn declared(String type, String set) {
        return new DeclaredColumn("word", type, Optional.of(set), false);
    }
}
