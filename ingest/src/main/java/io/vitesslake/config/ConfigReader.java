package io.vitesslake.config;

import io.vitesslake.config.CheckpointConfig.MultiTableCommit;
import io.vitesslake.config.MaintenanceConfig.InSync;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.ddl.ChangePolicies.AddColumnDefault;
import io.vitesslake.ddl.ChangePolicies.DropColumn;
import io.vitesslake.ddl.ChangePolicies.OnForeignChange;
import io.vitesslake.ddl.ChangePolicies.OnIncompatibleSchema;
import io.vitesslake.ddl.ChangePolicies.OnPartialImage;
import io.vitesslake.ddl.ChangePolicies.OnPurgedBinlog;
import io.vitesslake.ddl.ChangePolicies.OnTruncate;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.decode.ValuePolicies.InvalidText;
import io.vitesslake.decode.ValuePolicies.JsonAs;
import io.vitesslake.decode.ValuePolicies.TimeAs;
import io.vitesslake.decode.ValuePolicies.WideDecimal;
import io.vitesslake.decode.ValuePolicies.ZeroDates;
import io.vitesslake.source.TabletType;
import io.vitesslake.tables.DeleteMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** The tree of the file → records. Every option, default and bound stands here once. */
final class ConfigReader {

    private static final Pattern ADDRESS = Pattern.compile("[^\\s/:]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}");
    private static final DataSize LEAST_MEMORY = DataSize.ofMebibytes(256);
    private static final DataSize MOST_MEMORY = DataSize.ofMebibytes(1 << 20);
    private static final DataSize LEAST_MESSAGE = DataSize.ofMebibytes(1);
    private static final DataSize LEAST_INDEX = DataSize.ofMebibytes(1);
    private static final DataSize MOST_INDEX = DataSize.ofMebibytes(1 << 30);
    /** gRPC counts a message's bytes in an int. */
    private static final DataSize MOST_MESSAGE = DataSize.ofMebibytes(2047);
    /** As it arrives, whole, in the transaction's buffer, and in Parquet's pages. */
    private static final int MESSAGES_IN_MEMORY = 4;

    /** Iceberg specification, section Primitive Types. */
    private static final int VARIANT_VERSION = 3;

    // A response holds thousands of small rows and is taken in whole: at a lower rate each copy would be held longer
    // than
    // MySQL waits for a reader.
    private static final long LEAST_COPY_RATE = 1000;

    private final Problems problems;

    ConfigReader(Problems problems) {
        this.problems = problems;
    }

    Config read(YamlNode.Mapping root) {
        Section file = new Section("", root, problems);
        DataSize memory = file.size("memory", DataSize.ofMebibytes(1024), LEAST_MEMORY, MOST_MEMORY);
        SourceConfig source = source(file.section("source"), memory);
        CatalogConfig catalog = catalog(file.section("catalog"), source.keyspace());
        CheckpointConfig checkpoint = checkpoint(file.section("checkpoint"));
        CopyConfig copy = copy(file.section("copy"));
        KeyIndexConfig keyIndex = keyIndex(file.section("key-index"));
        MaintenanceConfig maintenance = maintenance(file.section("maintenance"));
        Section defaultsSection = file.section("table-defaults");
        TablePolicies defaults = policies(defaultsSection, TablePolicies.DEFAULTS, Optional.empty());
        defaultsSection.finish();
        Map<String, TablePolicies> tables = tables(file.sections("tables"), source.tables(), defaults, file);
        file.finish();
        return new Config(source, catalog, checkpoint, copy, keyIndex, maintenance, memory, defaults, tables);
    }

    private static SourceConfig source(Section section, DataSize memory) {
        String vtgate = section.required(
                "vtgate", text -> ADDRESS.matcher(text).matches(), "VTGate's gRPC address such as localhost:15991");
        String keyspace = section.required("keyspace", text -> !text.isBlank(), "the name of the Vitess keyspace");
        TablePatterns tables =
                new TablePatterns(section.texts("tables", List.of("*")), section.texts("exclude", List.of()));
        Optional<TabletType> tabletType = section.value(
                "tablet-type", Optional.empty(), "auto, replica, primary or rdonly", ConfigReader::tabletType);
        Duration discovery = section.duration("discovery-interval", Duration.ofMinutes(1), Duration.ofSeconds(1));
        DataSize most = new DataSize(Math.min(MOST_MESSAGE.bytes(), memory.bytes() / MESSAGES_IN_MEMORY));
        DataSize maxMessage = section.size("max-message", DataSize.ofMebibytes(64), LEAST_MESSAGE, most);
        ConnectionReader connection = new ConnectionReader(section);
        SourceConfig source = new SourceConfig(
                vtgate,
                connection.tls(),
                connection.auth(),
                connection.headers(),
                keyspace,
                tables,
                tabletType,
                discovery,
                maxMessage);
        section.finish();
        return source;
    }

    private static Optional<Optional<TabletType>> tabletType(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> Optional.of(Optional.empty());
            case "replica" -> Optional.of(Optional.of(TabletType.REPLICA));
            case "primary" -> Optional.of(Optional.of(TabletType.PRIMARY));
            case "rdonly" -> Optional.of(Optional.of(TabletType.RDONLY));
            default -> Optional.empty();
        };
    }

    private static CatalogConfig catalog(Section section, String keyspace) {
        Map<String, String> properties = section.texts("properties");
        Optional<String> type = section.text("type");
        if (type.isEmpty() && !properties.containsKey("catalog-impl")) {
            section.problem("type", "not set, rest, jdbc, glue or hadoop is required");
        }
        for (String own : List.of("type", "uri", "warehouse")) {
            if (properties.containsKey(own)) {
                section.problem("properties", own + " stands directly under catalog");
            }
        }
        CatalogConfig catalog = new CatalogConfig(
                section.text("name").orElse("lake"),
                type,
                section.text("uri"),
                section.text("warehouse"),
                section.text("namespace").orElse(keyspace),
                properties);
        section.finish();
        return catalog;
    }

    private static CheckpointConfig checkpoint(Section section) {
        Duration interval = section.duration("interval", Duration.ofSeconds(30), Duration.ofSeconds(1));
        Duration idleInterval = section.duration("idle-interval", Duration.ofHours(1), Duration.ofSeconds(1));
        if (idleInterval.compareTo(interval) < 0) {
            section.problem("idle-interval", "must not be shorter than checkpoint.interval");
        }
        Duration retryFor = section.duration("retry-for", Duration.ofMinutes(15), Duration.ZERO);
        MultiTableCommit multiTableCommit =
                section.oneOf("multi-table-commit", MultiTableCommit.AUTO, MultiTableCommit.values());
        section.finish();
        return new CheckpointConfig(interval, idleInterval, retryFor, multiTableCommit);
    }

    private static CopyConfig copy(Section section) {
        CopyConfig copy = new CopyConfig(
                // Each copied table has an open stream and a writer of its own.
                section.integer("parallelism", 2, 1, 64),
                section.value(
                        "max-rows-per-second",
                        OptionalLong.empty(),
                        "unlimited or a whole number from " + LEAST_COPY_RATE + " to 999999999",
                        ConfigReader::copyRate));
        section.finish();
        return copy;
    }

    private static KeyIndexConfig keyIndex(Section section) {
        KeyIndexConfig keyIndex = new KeyIndexConfig(
                section.text("directory").map(Path::of),
                section.size("disk", DataSize.ofMebibytes(10 << 10), LEAST_INDEX, MOST_INDEX));
        section.finish();
        return keyIndex;
    }

    private static MaintenanceConfig maintenance(Section section) {
        MaintenanceConfig maintenance = new MaintenanceConfig(section.oneOf("in-sync", InSync.ON, InSync.values()));
        section.finish();
        return maintenance;
    }

    private static Optional<OptionalLong> copyRate(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("unlimited")) {
            return Optional.of(OptionalLong.empty());
        }
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,9}"))
                .map(Long::valueOf)
                .filter(rate -> rate >= LEAST_COPY_RATE)
                .map(OptionalLong::of);
    }

    private static Map<String, TablePolicies> tables(
            Map<String, Section> sections, TablePatterns patterns, TablePolicies defaults, Section file) {
        Map<String, TablePolicies> tables = new LinkedHashMap<>();
        Map<String, String> sourceByTarget = new HashMap<>();
        sections.forEach((table, section) -> {
            TablePolicies policies = policies(section, defaults, section.text("target"));
            section.finish();
            tables.put(table, policies);
            if (!patterns.matches(table)) {
                file.problem("tables", table + " is not among source.tables, so its policies would do nothing");
            }
            String other = sourceByTarget.put(policies.target().orElse(table), table);
            if (other != null) {
                section.problem("target", "tables " + other + " and " + table + " have the same target");
            }
        });
        return tables;
    }

    private static TablePolicies policies(Section section, TablePolicies defaults, Optional<String> target) {
        Map<String, String> properties = new HashMap<>(defaults.properties());
        properties.putAll(section.texts("properties"));
        if (properties.remove("format-version") != null) {
            section.problem("properties", "format-version is an option of its own, beside properties");
        }
        TablePolicies policies = new TablePolicies(
                section.texts("key", defaults.key()),
                section.texts("partition-by", defaults.partitionBy()),
                section.texts("sort-by", defaults.sortBy()),
                target,
                section.integer("format-version", defaults.formatVersion(), 2, 3),
                properties,
                excluded(section.section("columns"), defaults.excluded()),
                values(section, defaults.values()),
                changes(section, defaults.changes()),
                section.oneOf("deletes", defaults.deletes(), DeleteMode.values()));
        if (lacksVariants(policies) && !lacksVariants(defaults)) {
            section.problem("json-as", "variant needs format-version: " + VARIANT_VERSION);
        }
        return policies;
    }

    private static boolean lacksVariants(TablePolicies policies) {
        return policies.values().jsonAs() == JsonAs.VARIANT && policies.formatVersion() < VARIANT_VERSION;
    }

    private static Set<String> excluded(Section columns, Set<String> defaults) {
        Set<String> excluded = Set.copyOf(columns.texts("exclude", List.copyOf(defaults)));
        columns.finish();
        return excluded;
    }

    private static ChangePolicies changes(Section section, ChangePolicies defaults) {
        return new ChangePolicies(
                section.oneOf("on-truncate", defaults.onTruncate(), OnTruncate.values()),
                section.oneOf("on-incompatible-schema", defaults.onIncompatibleSchema(), OnIncompatibleSchema.values()),
                section.oneOf("drop-column", defaults.dropColumn(), DropColumn.values()),
                section.oneOf("on-partial-image", defaults.onPartialImage(), OnPartialImage.values()),
                section.oneOf("on-purged-binlog", defaults.onPurgedBinlog(), OnPurgedBinlog.values()),
                section.oneOf("add-column-default", defaults.addColumnDefault(), AddColumnDefault.values()),
                section.oneOf("on-foreign-change", defaults.onForeignChange(), OnForeignChange.values()));
    }

    private static ValuePolicies values(Section section, ValuePolicies defaults) {
        return new ValuePolicies(
                section.oneOf("time-as", defaults.timeAs(), TimeAs.values()),
                section.oneOf("wide-decimal", defaults.wideDecimal(), WideDecimal.values()),
                section.oneOf("zero-dates", defaults.zeroDates(), ZeroDates.values()),
                section.oneOf("invalid-text", defaults.invalidText(), InvalidText.values()),
                section.oneOf("json-as", defaults.jsonAs(), JsonAs.values()));
    }
}
