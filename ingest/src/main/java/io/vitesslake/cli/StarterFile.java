package io.vitesslake.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A configuration to begin with, and what a person would change first in comments.
 *
 * @param access how VTGate lets us in, one line of YAML each; none if it lets everybody in
 * @param warehouse where the lake's tables lie, a URI
 * @param catalog file of the lake's catalog
 * @param tables those of the keyspace as it is now; those that are refused are left out
 */
record StarterFile(
        String vtgate,
        List<String> access,
        String keyspace,
        String warehouse,
        Path catalog,
        List<TablePreview> tables) {

    StarterFile {
        access = List.copyOf(access);
        tables = List.copyOf(tables);
    }

    /** The same with other tables. */
    StarterFile of(List<TablePreview> others) {
        return new StarterFile(vtgate, access, keyspace, warehouse, catalog, others);
    }

    /** YAML, with a line break at its end. */
    String text() {
        return """
                # Keeps Iceberg tables equal to the tables of a Vitess keyspace.
                # Every option: docs/reference/configuration.md. ${NAME} is taken from the environment.
                # What a sync would do with this file: vitesslake tables --config FILE

                source:
                  vtgate: %s
                  keyspace: %s
                  # Names, or patterns with * and ?. New tables that match are taken up while a sync runs.
                  tables: ["*"]
                %s%s
                catalog:
                  # A file on this machine. Its directory must exist before the first sync. For REST, Nessie, Glue and
                  # others, and for object stores, docs/catalogs.md has a file to copy.
                  type: jdbc
                  uri: %s
                  warehouse: %s

                # The whole budget of the process.
                # memory: 1GiB

                # How single tables are mirrored, such as
                # tables:
                #   NAME:
                #     target: other_name
                #     columns: {exclude: [secret_column]}
                #     partition-by: ["bucket(16, column)"]
                # where NAME is one of these, with its key and MySQL's estimate of its rows:
                %s""".formatted(
                        quoted(vtgate),
                        quoted(keyspace),
                        excluded(),
                        howLetIn(),
                        quoted("jdbc:sqlite:" + catalog),
                        quoted(warehouse),
                        mirrored());
    }

    private String excluded() {
        StringBuilder lines = new StringBuilder();
        for (TablePreview table : tables) {
            table.refusal()
                    .ifPresent(refusal -> lines.append("    # ")
                            .append(oneLine(refusal.error().getMessage()))
                            .append("\n    - ")
                            .append(quoted(table.table()))
                            .append('\n'));
        }
        return lines.isEmpty() ? "  exclude: []\n" : "  exclude:\n" + lines;
    }

    private String howLetIn() {
        if (access.isEmpty()) {
            return """
                      # If VTGate asks for them:
                      # tls: {enabled: true}
                      # auth: {method: basic, user: "${VTGATE_USER}", password: "${VTGATE_PASSWORD}"}
                    """;
        }
        return access.stream().map(line -> "  " + line + "\n").collect(Collectors.joining());
    }

    private String mirrored() {
        StringBuilder lines = new StringBuilder();
        for (TablePreview table : tables) {
            if (table.refusal().isEmpty()) {
                String rows = table.rows().isPresent()
                        ? String.format(
                                Locale.ROOT, ", about %,d rows", table.rows().getAsLong())
                        : "";
                String key = String.join(", ", table.key());
                lines.append("#   ")
                        .append(oneLine(table.table() + ": key " + key + rows))
                        .append('\n');
            }
        }
        return lines.toString();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String quoted(String text) {
        return AccessOptions.quoted(text);
    }
}
