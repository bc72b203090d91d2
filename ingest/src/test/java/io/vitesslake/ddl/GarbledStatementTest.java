package io.vitesslake.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements cut anywhere: what is left is an outcome, never an exception and never a word of the statement in the log. */
final class GarbledStatementTest {

    private static final List<String> STATEMENTS = List.of(
            "truncate table commerce.`orders`;",
            "drop table if exists a, `orders` cascade",
            "rename table orders to _del, _new to orders",
            "create unique index u on orders ((lower(sku)), b desc) algorithm=inplace lock=none",
            "drop index `PRIMARY` on orders",
            "alter /*vt+ uuid=f3 context=\"c\" */ table orders drop qty, rename column a to b -- secret",
            "ALTER TABLE orders /*!80023 ADD c INT INVISIBLE */, algorithm=instant",
            "alter table orders add a varchar(9) not null default 'it''s \\'secret\\\\' comment \"se\"\"cret\" after b",
            "alter table orders add (a int default -5, b decimal(3,1) default +1.5, unique key u (a), check (a > 0))",
            "alter table orders add v vector(3), add index i ((cast(j as char(3) array))), add s serial",
            "alter table orders change a `b``c` enum('x','secret') charset latin1 null default 'x' first, force",
            "alter table orders modify g int generated always as (concat(a, _latin1'secret', x'41')) stored",
            "alter table orders exchange partition p with table x without validation",
            "alter table orders partition by list (a) (partition p values in (1, 2) comment 'secret')",
            "alter table orders convert to character set utf8mb4 collate utf8mb4_bin, engine=innodb",
            "alter table items add constraint f foreign key (o) references orders (id) on delete cascade",
            "create user 'orders'@'%' identified by 'secret'",
            "create trigger g before insert on orders for each row begin set new.a = 'secret'; end");

    @Test
    void noCutOfAStatementThrows() {
        for (String statement : STATEMENTS) {
            for (int i = 0; i <= statement.length(); i++) {
                assertTold(statement.substring(0, i));
                assertTold(statement.substring(i));
                assertTold(statement.substring(0, i) + " orders '");
            }
        }
    }

    @Test
    void nothingOfAStatementIsPrinted() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream trap = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(trap);
        System.setErr(trap);
        try {
            noCutOfAStatementThrows();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static void assertTold(String statement) {
        TableDdl ddl = new DdlParser().parse(statement, "orders");
        assertThat(ddl.unknowable().orElse("")).doesNotContainIgnoringCase("secret");
    }
}
