package io.vitesslake;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.junit.jupiter.api.Test;

/** Who may depend on whom, and the habits that a machine can check. Both modules, main sources only. */
final class ArchitectureTest {

    private static final String BASE = "io.vitesslake.";

    /** Each package and what it may use inside the project; nothing else. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("change", Set.of()),
            Map.entry("tables", Set.of("change")),
            Map.entry("checkpoint", Set.of("change", "tables")),
            Map.entry("index", Set.of()),
            Map.entry("write", Set.of("change", "tables", "index")),
            Map.entry("commit", Set.of("change", "tables", "write", "checkpoint")),
            Map.entry("maintain", Set.of("change", "tables", "index", "write", "commit", "checkpoint")),
            Map.entry("source", Set.of("change")),
            Map.entry("ddl", Set.of()),
            Map.entry("decode", Set.of("change", "source")),
            Map.entry("source.vstream", Set.of("change", "source", "decode")),
            Map.entry("buffer", Set.of("change", "source", "decode")),
            Map.entry(
                    "mirror",
                    Set.of(
                            "change",
                            "source",
                            "ddl",
                            "decode",
                            "buffer",
                            "tables",
                            "write",
                            "commit",
                            "checkpoint",
                            "maintain")),
            Map.entry("status", Set.of("change", "source", "decode", "tables", "checkpoint", "commit", "mirror")),
            Map.entry("verify", Set.of("change", "source", "tables")),
            Map.entry("replay", Set.of("change", "source", "source.vstream", "decode")),
            Map.entry("config", Set.of("change", "source", "ddl", "decode", "tables")),
            Map.entry("child", Set.of("change")),
            Map.entry("demo", Set.of("change", "replay", "child")),
            Map.entry("bench", Set.of("change", "source", "replay", "child")),
            Map.entry(
                    "cli",
                    Set.of(
                            "change",
                            "tables",
                            "checkpoint",
                            "write",
                            "commit",
                            "maintain",
                            "source",
                            "ddl",
                            "decode",
                            "source.vstream",
                            "buffer",
                            "mirror",
                            "status",
                            "verify",
                            "replay",
                            "config",
                            "index",
                            "child",
                            "demo",
                            "bench"))));

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.vitesslake");

    @Test
    void everyPackageUsesOnlyThoseItMay() {
        var layers = layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String name : ARROWS.keySet()) {
            layers = layers.layer(name).definedBy(resideInAPackage(BASE + name));
        }
        for (Map.Entry<String, Set<String>> arrow : ARROWS.entrySet()) {
            layers = arrow.getValue().isEmpty()
                    ? layers.whereLayer(arrow.getKey()).mayNotAccessAnyLayer()
                    : layers.whereLayer(arrow.getKey())
                            .mayOnlyAccessLayers(arrow.getValue().toArray(new String[0]));
        }
        layers.check(PRODUCT);
    }

    @Test
    void everyPackageHasItsArrows() {
        String[] known = ARROWS.keySet().stream().map(name -> BASE + name).toArray(String[]::new);
        check(classes().should().resideInAnyPackage(known));
    }

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        check(slices().matching("io.vitesslake.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyCommitMakesFilesVisible() {
        DescribedPredicate<AccessTarget> named =
                describe("named commit*", target -> target.getName().startsWith("commit"));
        DescribedPredicate<AccessTarget> owned = describe(
                "owned by SnapshotUpdate, Transaction, ManageSnapshots or a REST catalog",
                target -> target.getOwner().isAssignableTo(SnapshotUpdate.class)
                        || target.getOwner().isAssignableTo(Transaction.class)
                        || target.getOwner().isAssignableTo(ManageSnapshots.class)
                        || target.getOwner().isAssignableTo(RESTCatalog.class)
                        || target.getOwner().isAssignableTo(RESTSessionCatalog.class));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "commit..")
                .should()
                .callMethodWhere(target(named).and(target(owned))));
    }

    @Test
    void whatComparesTheLakeSharesNothingWithWhatWroteIt() {
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "verify")
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + "decode", BASE + "buffer", BASE + "write", BASE + "commit", BASE + "mirror"));
    }

    @Test
    void grpcStaysAtTheWire() {
        // The bench drains the same bytes bare, to have something to compare with.
        onlyIn("io.grpc..", "source.vstream", "replay", "bench");
    }

    @Test
    void messagesStayAtTheWireAndInDecode() {
        onlyIn("com.google.protobuf..", "source.vstream", "decode", "replay", "bench");
        onlyIn("io.vitess.proto..", "source.vstream", "decode", "replay", "bench");
        onlyIn("binlogdata..", "source.vstream", "decode", "replay", "bench");
    }

    @Test
    void theGrammarOfDdlStaysInItsPackage() {
        onlyIn("io.debezium..", "ddl");
        onlyIn("org.antlr..", "ddl");
    }

    @Test
    void icebergParquetAndHadoopStayOnTheLakeSide() {
        String[] lake = {"tables", "index", "write", "checkpoint", "commit", "maintain"};
        onlyIn("org.apache.iceberg..", lake);
        onlyIn("org.apache.parquet..", lake);
        onlyIn("org.apache.hadoop..", lake);
    }

    @Test
    void theCommandLineLibraryStaysInTheCommandLine() {
        onlyIn("picocli..", "cli");
    }

    @Test
    void metricsAndTheServerStayInStatus() {
        onlyIn("io.micrometer..", "status");
        onlyIn("com.sun.net.httpserver..", "status");
    }

    @Test
    void theSharedWordsNeedOnlyTheJdk() {
        check(classes()
                .that()
                .resideInAnyPackage(BASE + "change", BASE + "source")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", BASE + "change", BASE + "source")));
    }

    @Test
    void theSharedWordsAreImmutable() {
        check(classes()
                .that()
                .resideInAnyPackage(BASE + "change", BASE + "source")
                // A cursor over bytes, moved from value to value: the price of no object per cell.
                .and()
                .doNotHaveSimpleName("Slice")
                .should(haveOnlyFinalInstanceFields()));
    }

    @Test
    void concreteTopLevelClassesAreFinal() {
        check(classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .haveModifier(JavaModifier.FINAL));
    }

    @Test
    void noNameSaysNothing() {
        check(noClasses()
                .should()
                .haveNameMatching(".*[.$]((Abstract|Base)[A-Z]\\w*|\\w*(Impl|Utils?|Helper|Manager))"));
    }

    @Test
    void clockIdsAndWaitsAreHandedIn() {
        noCall("takes time from the JDK", Instant.class, "now");
        noCall("takes time from the JDK", System.class, "currentTimeMillis");
        noCall("waits by itself", Thread.class, "sleep");
        noCall("makes ids by itself", UUID.class, "randomUUID");
    }

    @Test
    void theHotPathHasNoStreams() {
        check(noClasses()
                .that()
                .resideInAnyPackage(BASE + "decode", BASE + "write")
                .should()
                .callMethodWhere(target(describe(
                        "owned by java.util.stream",
                        target -> target.getOwner().getPackageName().equals("java.util.stream")))));
    }

    private static void onlyIn(String library, String... packages) {
        String[] allowed = Arrays.stream(packages).map(name -> BASE + name).toArray(String[]::new);
        check(noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    private static void noCall(String why, Class<?> owner, String method) {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "cli")
                .should()
                .callMethodWhere(target(describe(
                        why + " by " + owner.getSimpleName() + "." + method,
                        target -> target.getName().equals(method)
                                && target.getOwner().isEquivalentTo(owner)))));
    }

    private static ArchCondition<JavaClass> haveOnlyFinalInstanceFields() {
        return new ArchCondition<>("have only final instance fields") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                        .forEach(field ->
                                events.add(SimpleConditionEvent.violated(type, field.getFullName() + " is not final")));
            }
        };
    }

    private static void check(ArchRule rule) {
        rule.check(PRODUCT);
    }
}
