import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Looks at what a module publishes, as it lies in its target folder: the POM, the jars, the SBOM. Fails, with a line for each fault.
 * Started by the profile "release": {@code java Published.java folder artifactId version packaging}.
 */
class Published {

    /** What users of a module get with it, and have to have; the rest is optional. */
    private static final Map<String, Set<String>> HANDED_ON = Map.of(
            "process-pool-core", Set.of("slf4j-api", "jspecify"),
            "process-pool-cluster", Set.of("process-pool-core", "jgroups", "slf4j-api", "jspecify"),
            "process-pool-spring-boot-starter", Set.of("process-pool-core", "spring-boot-starter", "jspecify"),
            "process-pool-bom", Set.of());

    private static final Set<String> MANAGED_BY_BOM =
            Set.of("process-pool-core", "process-pool-cluster", "process-pool-spring-boot-starter");

    /** Made by the build, so that nothing in src has their name. */
    private static final Set<String> GENERATED = Set.of(
            "META-INF/MANIFEST.MF",
            "META-INF/LICENSE",
            "META-INF/spring-configuration-metadata.json",
            "META-INF/spring-autoconfigure-metadata.properties");

    private final List<String> faults = new ArrayList<>();
    private final Path folder;
    private final String artifact;
    private final String version;

    private Published(Path folder, String artifact, String version) {
        this.folder = folder;
        this.artifact = artifact;
        this.version = version;
    }

    public static void main(String[] arguments) throws Exception {
        Published published = new Published(Path.of(arguments[0]), arguments[1], arguments[2]);
        published.checkPom(arguments[3]);
        if (arguments[3].equals("jar")) {
            published.checkJar();
            published.checkSources();
            published.checkJavadoc();
            published.checkSbom();
        }
        published.faults.stream().limit(20).forEach(fault -> System.err.println(published.artifact + ": " + fault));
        if (!published.faults.isEmpty()) {
            System.exit(1);
        }
    }

    private void expect(boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }

    private void checkPom(String packaging) throws Exception {
        Path file = folder.resolve("target/published-pom.xml");
        Element pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        boolean bom = packaging.equals("pom");
        Map<String, Element> children = children(pom);
        for (String wanted : List.of("groupId", "artifactId", "version", "name", "description", "url", "licenses", "developers", "scm")) {
            expect(children.containsKey(wanted), "the POM has no " + wanted + ", which Maven Central wants");
        }
        for (String ours : List.of("parent", "properties", "build", "profiles", "repositories", "modules")) {
            expect(!children.containsKey(ours), "the POM has " + ours + ", which users would inherit");
        }
        expect(bom == children.containsKey("dependencyManagement"), "only the BOM manages dependencies");
        if (bom) {
            Set<String> managed = new TreeSet<>();
            dependencies(children(children.get("dependencyManagement")).get("dependencies"))
                    .forEach(dependency -> managed.add(dependency.get("artifactId").getTextContent()));
            expect(managed.equals(MANAGED_BY_BOM), "the BOM manages " + managed);
        } else {
            expect(!Files.readString(file).contains("${"), "the POM has a property that nobody can resolve");
        }
        Set<String> handedOn = new TreeSet<>();
        for (Map<String, Element> dependency : dependencies(children.get("dependencies"))) {
            String name = dependency.get("artifactId").getTextContent();
            String scope = dependency.containsKey("scope") ? dependency.get("scope").getTextContent() : "compile";
            expect(dependency.containsKey("version"), "the POM does not say which version of " + name);
            expect(!scope.equals("test"), "the POM has " + name + " of the tests");
            if (!scope.equals("provided") && !dependency.containsKey("optional")) {
                handedOn.add(name);
            }
        }
        expect(handedOn.equals(HANDED_ON.get(artifact)), "users get " + handedOn + " with it, and not " + HANDED_ON.get(artifact));
    }

    private static Map<String, Element> children(Element parent) {
        Map<String, Element> children = new TreeMap<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.put(element.getTagName(), element);
            }
        }
        return children;
    }

    private static List<Map<String, Element>> dependencies(Element list) {
        List<Map<String, Element>> dependencies = new ArrayList<>();
        for (Node node = list == null ? null : list.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                dependencies.add(children(element));
            }
        }
        return dependencies;
    }

    /** Whatever is in the jar has its source in this module, so that neither a test nor another module is in it. */
    private void checkJar() throws IOException {
        try (JarFile jar = open("")) {
            expectLicense(jar, "the jar");
            expect(jar.getEntry("module-info.class") != null, "the jar has no module-info.class");
            for (String name : names(jar)) {
                boolean made = GENERATED.contains(name) || name.startsWith("META-INF/maven/");
                String source = name.replaceFirst("(\\$[^/]*)?\\.class$", ".java");
                expect(
                        made || exists("src/main/java/" + source) || exists("src/main/resources/" + name),
                        "the jar has " + name + ", and this module has no source of it");
            }
        }
    }

    private void checkSources() throws IOException {
        try (JarFile jar = open("-sources")) {
            expectLicense(jar, "the jar of sources");
            Path sources = folder.resolve("src/main/java");
            try (var files = Files.walk(sources)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = sources.relativize(file).toString().replace('\\', '/');
                    expect(jar.getEntry(name) != null, "the jar of sources has no " + name);
                }
            }
        }
    }

    private void checkJavadoc() throws IOException {
        try (JarFile jar = open("-javadoc")) {
            expectLicense(jar, "the jar of Javadoc");
            expect(jar.getEntry("index.html") != null, "the jar of Javadoc has no index.html");
            for (String name : names(jar)) {
                expect(!name.contains("/internal/"), "the jar of Javadoc has " + name + ", which is nobody's business");
            }
        }
    }

    private void checkSbom() throws IOException {
        Path file = folder.resolve("target/bom.json");
        if (!Files.exists(file)) {
            faults.add("there is no SBOM: is Maven offline (-o)? Its plugin wants to be online");
            return;
        }
        String sbom = Files.readString(file);
        for (String part : HANDED_ON.get(artifact)) {
            expect(sbom.contains("\"name\" : \"" + part + "\""), "the SBOM does not have " + part);
        }
        expect(!sbom.contains("junit"), "the SBOM has libraries of tests");
    }

    private void expectLicense(JarFile jar, String what) throws IOException {
        ZipEntry entry = jar.getEntry("META-INF/LICENSE");
        byte[] found = {};
        if (entry != null) {
            try (InputStream content = jar.getInputStream(entry)) {
                found = content.readAllBytes();
            }
        }
        expect(Arrays.equals(found, Files.readAllBytes(folder.resolve("../LICENSE"))), what + " does not have the license");
    }

    private JarFile open(String classifier) throws IOException {
        return new JarFile(folder.resolve("target/" + artifact + "-" + version + classifier + ".jar").toFile());
    }

    private static List<String> names(JarFile jar) {
        return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }

    private boolean exists(String path) {
        return Files.exists(folder.resolve(path));
    }
}
