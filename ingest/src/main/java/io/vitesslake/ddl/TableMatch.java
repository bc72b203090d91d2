package io.vitesslake.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DotIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.IdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.QualifiedIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ReferencesContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableRefContext;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.Trees;

/**
 * Where a statement names the table in question: ignoring letter case, whatever database stands before it.
 *
 * @param table its bare name
 */
record TableMatch(String table) {

    /** Whether the text could name the table; false rules it out, without parsing. */
    boolean inText(String statement) {
        // Only inside back quotes can a name hold one, and there it is doubled.
        String written = table.replace("`", "``");
        for (int i = 0; i + written.length() <= statement.length(); i++) {
            if (statement.regionMatches(true, i, written, 0, written.length())) {
                return true;
            }
        }
        return false;
    }

    boolean is(TableRefContext reference) {
        return is(reference.qualifiedIdentifier(), reference.dotIdentifier());
    }

    boolean is(TableNameContext name) {
        return is(name.qualifiedIdentifier(), name.dotIdentifier());
    }

    /** Whether one of the tokens, which are no known statement, may be the table's name. */
    boolean isAmong(List<Token> tokens) {
        return tokens.stream().anyMatch(token -> unquoted(token.getText()).equalsIgnoreCase(table));
    }

    /** Whether a foreign key in this part of a statement references the table. */
    boolean isReferencedIn(ParseTree part) {
        return Trees.findAllRuleNodes(part, MySqlParser.RULE_references).stream()
                .anyMatch(reference -> is(((ReferencesContext) reference).tableRef()));
    }

    static String name(IdentifierContext identifier) {
        return unquoted(identifier.getText());
    }

    private boolean is(QualifiedIdentifierContext qualified, DotIdentifierContext dotted) {
        DotIdentifierContext afterDot = qualified == null ? dotted : qualified.dotIdentifier();
        IdentifierContext bare = afterDot == null ? qualified.identifier() : afterDot.identifier();
        return name(bare).equalsIgnoreCase(table);
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("`")
                ? name.substring(1, name.length() - 1).replace("``", "`")
                : name;
    }
}
