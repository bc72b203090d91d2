package io.vitesslake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages cannot name what is gone. Of text in backticks, {@code CamelCase} is a type of ours, {@code Type.member} a member of it, {@code
 * a/path} a file of the repository, {@code name.py} a file somewhere in it, {@code vitess.name} a property of a snapshot. Types of others
 * are written without backticks.
 */
final class DocsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern YAML_BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)\\)");
    private static final Pattern TYPE = Pattern.compile("[A-Z]\\w*[a-z]{2}\\w*(\\.[A-Za-z]\\w*)*");
    private static final Pattern FILE = Pattern.compile("[\\w.-]+\\.(java|md|py|sh|sql|xml)");
    private static final Pattern PATH = Pattern.compile("(catalog|ingest|sql|terraform|docs|build|\\.ci)/\\S*");
    private static final Pattern PROPERTY = Pattern.compile("vitess\\.([a-z-]+)");

    /** Text of each source file, by its name without {@code .java}; of other files, by their name, none. */
    private static final Map<String, String> FILES = new TreeMap<>();

    private static final Map<String, String> PAGES = new TreeMap<>();

    @TempDir
    private Path directory;

    @BeforeAll
    static void read() throws IOException {
        for (Path file : files()) {
            String name = file.getFileName().toString();
            String path = ROOT.relativize(file).toString();
            if (name.endsWith(".java")) {
                FILES.put(name.replace(".java", ""), Files.readString(file));
            } else if (path.equals("README.md") || path.startsWith("docs/") && name.endsWith(".md")) {
                PAGES.put(path, Files.readString(file));
            }
            FILES.putIfAbsent(name, "");
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\.git)(/.*)?"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    @Test
    void everyTypeFileAndPropertyThatAPageNamesExists() {
        List<String> gone = new ArrayList<>();
        PAGES.forEach((page, text) -> CODE.matcher(CODE_BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(match -> match.group(1))
                .filter(code -> !exists(code))
                .forEach(code -> gone.add(page + ": " + code)));
        assertThat(gone).isEmpty();
        assertThat(PAGES).containsKeys("README.md", "docs/guarantees.md");
    }

    @Test
    void everyLinkBetweenPagesLeadsSomewhere() {
        List<String> gone = new ArrayList<>();
        PAGES.forEach((page, text) -> LINK.matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(link -> Files.notExists(ROOT.resolve(page).resolveSibling(link)))
                .forEach(link -> gone.add(page + ": " + link)));
        assertThat(gone).isEmpty();
    }

    @Test
    void everyTestThatAGuaranteeRestsOnIsATest() {
        List<String> named = CODE.matcher(PAGES.get("docs/guarantees.md"))
                .results()
                .map(match -> match.group(1))
                .filter(code -> code.matches("\\w+(Test|IT)\\.\\w+"))
                .toList();
        assertThat(named).hasSizeGreaterThan(30).allSatisfy(name -> {
            String[] parts = name.split("\\.");
            assertThat(FILES.get(parts[0]))
                    .containsPattern(
                            "@(Test|ParameterizedTest)\\b[^;{}]*?(\\{[^;]*?\\}\\)\\s*)?void " + parts[1] + "\\(");
        });
    }

    @Test
    void theConfigurationInReadmeIsAccepted() throws IOException {
        List<MatchResult> blocks =
                YAML_BLOCK.matcher(PAGES.get("README.md")).results().toList();
        assertThat(blocks).isNotEmpty();
        for (MatchResult block : blocks) {
            Path file = Files.writeString(directory.resolve("readme.yaml"), block.group(1));
            assertThat(Config.load(file, Map.of("HOME", "/home/me")).source().keyspace())
                    .isEqualTo("commerce");
        }
    }

    private static boolean exists(String code) {
        if (TYPE.matcher(code).matches()) {
            String[] names = code.split("\\.");
            String source = FILES.getOrDefault(names[0], "");
            return Stream.of(names).allMatch(name -> source.matches("(?s).*\\b" + name + "\\b.*"));
        }
        if (PATH.matcher(code).matches()) {
            return code.contains("/target/") || Files.exists(ROOT.resolve(code));
        }
        if (FILE.matcher(code).matches()) {
            return FILES.containsKey(code);
        }
        return PROPERTY.matcher(code).results().allMatch(match -> isProperty(match.group(1)));
    }

    private static boolean isProperty(String name) {
        return Stream.of("CursorCodec", "Checkpoint")
                .anyMatch(type -> FILES.get(type).contains("= \"" + name + "\";"));
    }
}
