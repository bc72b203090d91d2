package io.vitesslake.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListItemContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterPartitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnAttributeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableOptionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableOptionsSpaceSeparatedContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldDefinitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.IdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.StandaloneAlterCommandsContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableConstraintDefContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableElementContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.Trees;

/** Reads ALTER TABLE, clause by clause. For one statement. */
final class AlterTable {

    private final TableMatch match;
    private final Effects effects;
    private boolean addsPrimaryKey;

    AlterTable(TableMatch match, Effects effects) {
        this.match = match;
        this.effects = effects;
    }

    void read(AlterTableContext alter) {
        if (!match.is(alter.tableRef())) {
            readOfAnotherTable(alter);
            return;
        }
        // PARTITION BY and REMOVE PARTITIONING move rows and lose none; ALGORITHM, LOCK and VALIDATION say how.
        Trees.findAllRuleNodes(alter, MySqlParser.RULE_alterList).forEach(list -> readList((AlterListContext) list));
        Trees.findAllRuleNodes(alter, MySqlParser.RULE_standaloneAlterCommands)
                .forEach(command -> readStandalone((StandaloneAlterCommandsContext) command));
        if (!Trees.findAllRuleNodes(alter, MySqlParser.RULE_references).isEmpty()) {
            effects.rekey();
        }
        if (addsPrimaryKey) {
            effects.fillAddedNulls();
        }
    }

    private void readOfAnotherTable(AlterTableContext alter) {
        boolean renamed = Trees.findAllRuleNodes(alter, MySqlParser.RULE_alterListItem).stream()
                .map(item -> ((AlterListItemContext) item).tableName())
                .anyMatch(name -> name != null && match.is(name));
        if (renamed) {
            effects.unknowable("another table was renamed to its name");
        }
        boolean exchanged = Trees.findAllRuleNodes(alter, MySqlParser.RULE_alterPartition).stream()
                .map(command -> ((AlterPartitionContext) command).tableRef())
                .anyMatch(table -> table != null && match.is(table));
        if (exchanged) {
            effects.unknowable("its rows were exchanged with a partition of another table");
        }
        if (match.isReferencedIn(alter)) {
            effects.rekey();
        }
    }

    private void readList(AlterListContext list) {
        for (ParseTree clause : list.children) {
            if (clause instanceof AlterListItemContext item) {
                readItem(item);
            } else if (clause instanceof CreateTableOptionsSpaceSeparatedContext options) {
                readOptions(options);
            }
        }
    }

    private void readOptions(CreateTableOptionsSpaceSeparatedContext options) {
        for (CreateTableOptionContext option : options.createTableOption()) {
            if (option.ENGINE_SYMBOL() != null) {
                effects.rekey();
            } else if (option.getChild(0) instanceof IdentifierContext) {
                readTwoWords(option);
            }
        }
    }

    /** The grammar takes any two words for an option, these clauses among them. */
    private void readTwoWords(CreateTableOptionContext option) {
        if (option.getStop().getType() == MySqlLexer.TABLESPACE_SYMBOL) {
            readTablespace(option.getStart());
        } else if (option.getStop().getType() != MySqlLexer.PARTITIONING_SYMBOL
                || option.getStart().getType() != MySqlLexer.REMOVE_SYMBOL) {
            effects.unknowable(DdlParser.UNPARSED);
        }
    }

    private void readItem(AlterListItemContext item) {
        switch (item.getStart().getType()) {
            case MySqlLexer.ADD_SYMBOL -> readAdd(item);
            case MySqlLexer.CHANGE_SYMBOL -> {
                rename(item.columnInternalRef().identifier(), item.identifier());
                redefine(item.identifier(), item.fieldDefinition());
            }
            case MySqlLexer.MODIFY_SYMBOL -> redefine(item.columnInternalRef().identifier(), item.fieldDefinition());
            case MySqlLexer.DROP_SYMBOL -> readDrop(item);
            case MySqlLexer.RENAME_SYMBOL -> readRename(item);
            case MySqlLexer.CONVERT_SYMBOL -> effects.change(new ColumnChange.AllRedefined());
            case MySqlLexer.ALTER_SYMBOL,
                    MySqlLexer.DISABLE_SYMBOL,
                    MySqlLexer.ENABLE_SYMBOL,
                    MySqlLexer.FORCE_SYMBOL,
                    MySqlLexer.ORDER_SYMBOL -> {
                // Defaults of rows to come, visibility, enforcement, order on disk.
            }
            default -> effects.unknowable(DdlParser.UNPARSED);
        }
    }

    private void readAdd(AlterListItemContext add) {
        if (add.tableConstraintDef() != null) {
            constrain(add.tableConstraintDef());
        } else if (add.tableElementList() != null) {
            add.tableElementList().tableElement().forEach(this::readElement);
        } else {
            add(add.identifier(), add.fieldDefinition());
        }
    }

    private void readElement(TableElementContext element) {
        if (element.tableConstraintDef() != null) {
            constrain(element.tableConstraintDef());
        } else {
            add(
                    element.columnDefinition().columnName().identifier(),
                    element.columnDefinition().fieldDefinition());
        }
    }

    /** DROP CONSTRAINT does not say of which kind it is, nor DROP INDEX whether it is unique. DROP CHECK changes no key. */
    private void readDrop(AlterListItemContext drop) {
        boolean key = drop.KEY_SYMBOL() != null || drop.keyOrIndex() != null || drop.CONSTRAINT_SYMBOL() != null;
        if (key) {
            effects.rekey();
        } else if (drop.columnInternalRef() != null) {
            effects.change(new ColumnChange.Dropped(
                    TableMatch.name(drop.columnInternalRef().identifier())));
        }
    }

    private void readRename(AlterListItemContext rename) {
        if (rename.tableName() != null) {
            effects.unknowable("it was renamed");
        } else if (rename.columnInternalRef() != null) {
            rename(rename.columnInternalRef().identifier(), rename.identifier());
        } else {
            effects.rekey();
        }
    }

    private void add(IdentifierContext column, FieldDefinitionContext definition) {
        effects.change(new ColumnChange.Added(TableMatch.name(column), new DefaultClause(definition).initialValue()));
        keys(definition);
    }

    private void rename(IdentifierContext from, IdentifierContext to) {
        if (!TableMatch.name(from).equals(TableMatch.name(to))) {
            effects.change(new ColumnChange.Renamed(TableMatch.name(from), TableMatch.name(to)));
        }
    }

    private void redefine(IdentifierContext column, FieldDefinitionContext definition) {
        effects.change(new ColumnChange.Redefined(TableMatch.name(column)));
        keys(definition);
        if (DefaultClause.isGenerated(definition)) {
            effects.unknowable("the expression of generated column " + TableMatch.name(column) + " was defined anew");
        }
    }

    /** PRIMARY KEY (which KEY alone means too), UNIQUE and SERIAL in the definition of a column. */
    private void keys(FieldDefinitionContext definition) {
        boolean serial = definition.dataType().SERIAL_SYMBOL() != null;
        if (serial || definition.columnAttribute().stream().anyMatch(AlterTable::isKey)) {
            effects.rekey();
        }
    }

    private static boolean isKey(ColumnAttributeContext attribute) {
        return attribute.KEY_SYMBOL() != null || attribute.UNIQUE_SYMBOL() != null || attribute.SERIAL_SYMBOL() != null;
    }

    private void constrain(TableConstraintDefContext constraint) {
        addsPrimaryKey |= constraint.PRIMARY_SYMBOL() != null;
        boolean key = constraint.PRIMARY_SYMBOL() != null || constraint.UNIQUE_SYMBOL() != null;
        if (key || constraint.FOREIGN_SYMBOL() != null) {
            effects.rekey();
        }
    }

    private void readStandalone(StandaloneAlterCommandsContext command) {
        if (command.alterPartition() != null) {
            readPartition(command.alterPartition());
        } else if (command.SECONDARY_LOAD_SYMBOL() == null && command.SECONDARY_UNLOAD_SYMBOL() == null) {
            readTablespace(command.getStart());
        }
    }

    private void readTablespace(Token verb) {
        switch (verb.getType()) {
            case MySqlLexer.DISCARD_SYMBOL -> effects.unknowable("its tablespace was discarded");
            case MySqlLexer.IMPORT_SYMBOL -> effects.unknowable("its tablespace was imported");
            default -> effects.unknowable(DdlParser.UNPARSED);
        }
    }

    private void readPartition(AlterPartitionContext command) {
        switch (command.getStart().getType()) {
            case MySqlLexer.DROP_SYMBOL -> effects.unknowable("partitions of it were dropped");
            case MySqlLexer.TRUNCATE_SYMBOL -> effects.unknowable("partitions of it were truncated");
            case MySqlLexer.EXCHANGE_SYMBOL -> effects.unknowable("a partition of it was exchanged with another table");
            case MySqlLexer.DISCARD_SYMBOL -> effects.unknowable("the tablespaces of partitions of it were discarded");
            case MySqlLexer.IMPORT_SYMBOL -> effects.unknowable("the tablespaces of partitions of it were imported");
            case MySqlLexer.ADD_SYMBOL,
                    MySqlLexer.ANALYZE_SYMBOL,
                    MySqlLexer.CHECK_SYMBOL,
                    MySqlLexer.COALESCE_SYMBOL,
                    MySqlLexer.OPTIMIZE_SYMBOL,
                    MySqlLexer.REBUILD_SYMBOL,
                    MySqlLexer.REORGANIZE_SYMBOL,
                    MySqlLexer.REPAIR_SYMBOL -> {
                // Every row stays, if in another partition.
            }
            default -> effects.unknowable(DdlParser.UNPARSED);
        }
    }
}
