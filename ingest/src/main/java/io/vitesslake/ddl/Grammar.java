package io.vitesslake.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleStatementContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * The generated lexer and parser, set up for text of a binlog: silent, since their messages quote the statement; in MySQL's
 * default SQL mode, since Vitess refuses ANSI_QUOTES and NO_BACKSLASH_ESCAPES for its sessions.
 */
final class Grammar {

    /**
     * Newer than any: it takes every version comment for executed, because MySQL takes the mark off those that it skipped
     * before it writes the statement to the binlog.
     */
    private static final int ANY_VERSION = 999_999;

    /** Parentheses deeper than any DDL has, where parsing would take seconds and stack. */
    private static final int DEEPEST = 100;

    private Grammar() {}

    /** The statement as a tree; empty if it is not exactly one statement of the grammar. */
    static Optional<SimpleStatementContext> parse(String statement) {
        try {
            CommonTokenStream tokens = new CommonTokenStream(lexer(statement));
            tokens.fill();
            return depth(tokens.getTokens()) > DEEPEST ? Optional.empty() : parse(parser(tokens), tokens);
        } catch (RuntimeException e) {
            // Left out on purpose: its message may quote the statement.
            return Optional.empty();
        }
    }

    private static Optional<SimpleStatementContext> parse(MySqlParser parser, CommonTokenStream tokens) {
        try {
            SimpleStatementContext tree = parser.simpleStatement();
            while (tokens.LA(1) == MySqlLexer.SEMICOLON_SYMBOL) {
                tokens.consume();
            }
            return tokens.LA(1) == Token.EOF ? Optional.of(tree) : Optional.empty();
        } catch (StackOverflowError e) {
            // What it learnt of such an expression is large, and would stay.
            parser.getInterpreter().clearDFA();
            return Optional.empty();
        }
    }

    /** The tokens of the statement without space and comments; empty if it does not consist of tokens. */
    static Optional<List<Token>> tokens(String statement) {
        try {
            CommonTokenStream tokens = new CommonTokenStream(lexer(statement));
            tokens.fill();
            return Optional.of(tokens.getTokens().stream()
                    .filter(token -> token.getChannel() == Token.DEFAULT_CHANNEL)
                    .filter(token -> token.getType() != Token.EOF)
                    .toList());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static int depth(List<Token> tokens) {
        int depth = 0;
        int deepest = 0;
        for (Token token : tokens) {
            if (token.getType() == MySqlLexer.OPEN_PAR_SYMBOL) {
                depth++;
                deepest = Math.max(deepest, depth);
            } else if (token.getType() == MySqlLexer.CLOSE_PAR_SYMBOL) {
                depth--;
            }
        }
        return deepest;
    }

    private static MySqlParser parser(CommonTokenStream tokens) {
        MySqlParser parser = new MySqlParser(tokens);
        parser.serverVersion = ANY_VERSION;
        parser.sqlModes = Set.of();
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        return parser;
    }

    private static MySqlLexer lexer(String statement) {
        MySqlLexer lexer = new MySqlLexer(CharStreams.fromString(statement));
        lexer.serverVersion = ANY_VERSION;
        lexer.sqlModes = Set.of();
        // It asks for the lower case of the default locale, which for _LATIN1 is not _latin1 everywhere.
        Set<String> characterSets = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        characterSets.addAll(lexer.charSets);
        lexer.charSets = characterSets;
        lexer.removeErrorListeners();
        lexer.addErrorListener(new Refusal());
        return lexer;
    }

    /** Ends the lexer at text that is no token, which it would skip otherwise. */
    private static final class Refusal extends BaseErrorListener {

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                Object symbol,
                int line,
                int column,
                String message,
                RecognitionException e) {
            throw new ParseCancellationException();
        }
    }
}
