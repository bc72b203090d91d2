package io.vitesslake.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateIndexContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DropStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DropTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.RenamePairContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.RenameTableStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleStatementContext;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * Tells what a DDL statement does to a table. Never throws for a statement and never prints: one that it cannot parse is an
 * outcome. Any thread may call, and nothing of a statement is kept; what the generated parser has learnt about its grammar is,
 * some MiB, shared by all threads. The first call loads the grammar, which takes about a second; later ones take milliseconds.
 */
public final class DdlParser {

    static final String UNPARSED = "the statement cannot be parsed";

    /**
     * @param statement as the source ran it, one statement
     * @param table bare name; compared ignoring case, whatever database the statement names
     */
    public TableDdl parse(String statement, String table) {
        TableMatch match = new TableMatch(table);
        if (!match.inText(statement)) {
            return TableDdl.NOTHING;
        }
        try {
            Optional<SimpleStatementContext> tree = Grammar.parse(statement);
            return tree.isPresent() ? parsed(tree.get(), match) : unparsed(statement, match);
        } catch (StackOverflowError e) {
            // An expression of thousands of terms: the tree is as deep as it is long.
            return unparsed(statement, match);
        }
    }

    private static TableDdl parsed(SimpleStatementContext statement, TableMatch match) {
        Effects effects = new Effects();
        switch (statement.getStart().getType()) {
            case MySqlLexer.ALTER_SYMBOL -> alter(statement.alterStatement(), match, effects);
            case MySqlLexer.CREATE_SYMBOL -> create(statement.createStatement(), match, effects);
            case MySqlLexer.DROP_SYMBOL -> drop(statement.dropStatement(), match, effects);
            case MySqlLexer.RENAME_SYMBOL -> rename(statement.renameTableStatement(), match, effects);
            case MySqlLexer.TRUNCATE_SYMBOL -> {
                if (match.is(statement.truncateTableStatement().tableRef())) {
                    effects.truncate();
                }
            }
            default -> {
                if (!leavesTablesAlone(statement.getStart())) {
                    effects.unknowable(UNPARSED);
                }
            }
        }
        return effects.all();
    }

    /** Other kinds of ALTER than of tables, such as ALTER USER, are a null here or have no table. */
    private static void alter(AlterStatementContext alter, TableMatch match, Effects effects) {
        if (alter != null && alter.alterTable() != null) {
            new AlterTable(match, effects).read(alter.alterTable());
        }
    }

    private static void create(CreateStatementContext create, TableMatch match, Effects effects) {
        CreateIndexContext index = create == null ? null : create.createIndex();
        boolean unique = index != null
                && index.UNIQUE_SYMBOL() != null
                && match.is(index.createIndexTarget().tableRef());
        if (unique || (create != null && match.isReferencedIn(create))) {
            effects.rekey();
        }
    }

    private static void drop(DropStatementContext drop, TableMatch match, Effects effects) {
        if (drop == null) {
            return;
        }
        DropTableContext table = drop.dropTable();
        if (table != null && table.TEMPORARY_SYMBOL() == null) {
            if (table.tableRefList().tableRef().stream().anyMatch(match::is)) {
                effects.unknowable("it was dropped");
            }
        }
        if (drop.dropIndex() != null && match.is(drop.dropIndex().tableRef())) {
            effects.rekey();
        }
    }

    /** RENAME USER is a null here. */
    private static void rename(RenameTableStatementContext rename, TableMatch match, Effects effects) {
        if (rename == null) {
            return;
        }
        for (RenamePairContext pair : rename.renamePair()) {
            if (match.is(pair.tableRef())) {
                effects.unknowable("it was renamed");
            } else if (match.is(pair.tableName())) {
                effects.unknowable("another table was renamed to its name");
            }
        }
    }

    private static TableDdl unparsed(String statement, TableMatch match) {
        Optional<List<Token>> tokens = Grammar.tokens(statement);
        if (tokens.isEmpty()) {
            return TableDdl.unknown(UNPARSED);
        }
        List<Token> words = tokens.get();
        if (!match.isAmong(words)) {
            return TableDdl.NOTHING;
        }
        String second = words.size() > 1 ? words.get(1).getText() : "";
        Effects effects = new Effects();
        if (words.get(0).getType() == MySqlLexer.CREATE_SYMBOL) {
            if (second.equalsIgnoreCase("UNIQUE")) {
                effects.rekey();
            }
        } else if (!leavesTablesAlone(words.get(0)) && !second.equalsIgnoreCase("VITESS_MIGRATION")) {
            effects.unknowable(UNPARSED);
        }
        return effects.all();
    }

    /** Statements of any other kind that name a table: what they do to it is not ours to guess. */
    private static boolean leavesTablesAlone(Token first) {
        return switch (first.getType()) {
            case MySqlLexer.ANALYZE_SYMBOL,
                    MySqlLexer.CHECK_SYMBOL,
                    MySqlLexer.CHECKSUM_SYMBOL,
                    MySqlLexer.FLUSH_SYMBOL,
                    MySqlLexer.GRANT_SYMBOL,
                    MySqlLexer.LOCK_SYMBOL,
                    MySqlLexer.OPTIMIZE_SYMBOL,
                    MySqlLexer.REPAIR_SYMBOL,
                    MySqlLexer.REVOKE_SYMBOL,
                    MySqlLexer.SET_SYMBOL,
                    MySqlLexer.UNLOCK_SYMBOL,
                    MySqlLexer.USE_SYMBOL -> true;
            default -> false;
        };
    }
}
