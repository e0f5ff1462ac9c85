import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what a module exports with .ci/api/, the list of it at the last release: fails when something is gone or changed, or when there
 * is more to implement. Started by the profile "release" with the module's class path: {@code java -cp … PublicApi.java target/classes
 * list accept}; with "true" as the last argument the list is written anew.
 */
class PublicApi {

    private static final Pattern NOISE =
            Pattern.compile("\\b(synchronized|native|strictfp|transient|volatile) |\\bjava\\.lang\\.(?=[A-Z])");

    private PublicApi() {}

    public static void main(String[] arguments) throws IOException {
        Path classes = Path.of(arguments[0]);
        Path list = Path.of(arguments[1]);
        if (!Files.exists(classes.resolve("module-info.class"))) {
            return;
        }
        SortedMap<String, SortedSet<String>> now = exported(classes);
        if (Boolean.parseBoolean(arguments[2])) {
            Files.createDirectories(list.getParent());
            Files.write(list, lines(now));
            System.out.println("The public API is now what " + list.getFileName() + " says; its diff tells what users have to change");
            return;
        }
        List<String> breaks = breaks(read(list), now);
        if (!breaks.isEmpty()) {
            breaks.forEach(System.err::println);
            System.err.println("The public API breaks, see above: " + list.getFileName() + " has what was released. If it has to be, tell"
                    + " users in CHANGELOG.md and accept it with -Dapi.accept=true");
            System.exit(1);
        }
    }

    private static List<String> breaks(
            SortedMap<String, SortedSet<String>> before, SortedMap<String, SortedSet<String>> now) {
        List<String> breaks = new ArrayList<>();
        before.forEach((type, members) -> {
            SortedSet<String> left = now.get(type);
            if (left == null) {
                breaks.add("gone: " + type);
                return;
            }
            members.stream()
                    .filter(member -> !left.contains(member))
                    .forEach(member -> breaks.add("gone: " + type + ": " + member));
            left.stream()
                    .filter(member -> isToBeImplemented(member) && !members.contains(member))
                    .forEach(member -> breaks.add("to be implemented: " + type + ": " + member));
        });
        return breaks;
    }

    private static boolean isToBeImplemented(String member) {
        return member.contains("abstract ") && member.contains("(") && !member.contains(") default ");
    }

    /** By name of the type: what is said of itself, and of its members. */
    private static SortedMap<String, SortedSet<String>> exported(Path classes) throws IOException {
        ModuleDescriptor module =
                ModuleFinder.of(classes).findAll().iterator().next().descriptor();
        SortedMap<String, SortedSet<String>> types = new TreeMap<>();
        for (ModuleDescriptor.Exports exports : module.exports()) {
            if (exports.isQualified()) {
                continue;
            }
            try (Stream<Path> files = Files.list(classes.resolve(exports.source().replace('.', '/')))) {
                for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                    String name = file.getFileName().toString().replace(".class", "");
                    if (name.equals("package-info")) {
                        continue;
                    }
                    Class<?> type = load(exports.source() + "." + name);
                    if (isForUsers(type)) {
                        types.put(type.getName(), described(type));
                    }
                }
            }
        }
        return types;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isForUsers(Class<?> type) {
        return !type.isAnonymousClass()
                && !type.isLocalClass()
                && isForUsers(type.getModifiers())
                && (type.getEnclosingClass() == null || isForUsers(type.getEnclosingClass()));
    }

    private static boolean isForUsers(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static SortedSet<String> described(Class<?> type) {
        SortedSet<String> said = new TreeSet<>();
        said.add(NOISE.matcher(head(type)).replaceAll(""));
        if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
            said.add("extends " + type.getGenericSuperclass().getTypeName());
        }
        Arrays.stream(type.getGenericInterfaces()).forEach(of -> said.add("implements " + of.getTypeName()));
        Arrays.stream(type.getDeclaredConstructors()).forEach(constructor -> add(said, type, constructor));
        Arrays.stream(type.getDeclaredFields()).forEach(field -> add(said, type, field));
        methods(type).forEach(method -> add(said, type, method));
        return said;
    }

    private static String head(Class<?> type) {
        boolean fixed = type.isInterface() || type.isEnum() || type.isRecord();
        String kind = type.isAnnotation() ? "@interface"
                : type.isInterface() ? "interface"
                : type.isEnum() ? "enum"
                : type.isRecord() ? "record" : "class";
        int modifiers = type.getModifiers() & (fixed ? Modifier.PUBLIC | Modifier.PROTECTED : Modifier.classModifiers());
        return Modifier.toString(modifiers) + (type.isSealed() ? " sealed" : "") + " " + kind
                + (type.getTypeParameters().length == 0 ? "" : Arrays.stream(type.getTypeParameters())
                        .map(parameter -> parameter + " extends " + Arrays.stream(parameter.getBounds())
                                .map(Type::getTypeName)
                                .collect(Collectors.joining(" & ")))
                        .collect(Collectors.joining(", ", " <", ">")));
    }

    /** With those that come from types that users do not see. */
    private static Set<Method> methods(Class<?> type) {
        Set<Method> methods = new LinkedHashSet<>(Arrays.asList(type.getMethods()));
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            methods.addAll(Arrays.asList(each.getDeclaredMethods()));
        }
        methods.removeIf(method -> method.isBridge() || method.getDeclaringClass().getName().startsWith("java."));
        return methods;
    }

    private static <M extends Member> void add(Set<String> said, Class<?> type, M member) {
        boolean inherited = Modifier.isFinal(type.getModifiers()) && Modifier.isProtected(member.getModifiers());
        if (!isForUsers(member.getModifiers()) || member.isSynthetic() || inherited) {
            return;
        }
        String text = member instanceof Field field ? field.toGenericString() : ((Executable) member).toGenericString();
        String owner = member.getDeclaringClass().getTypeName();
        text = member instanceof Constructor<?>
                ? text.replace(owner + "(", "new(")
                : text.replace(owner + "." + member.getName(), member.getName());
        if (member instanceof Method method && method.getDefaultValue() != null) {
            Object value = method.getDefaultValue();
            text += " default " + Arrays.deepToString(new Object[] {value});
        }
        said.add(NOISE.matcher(text).replaceAll(""));
    }

    private static List<String> lines(SortedMap<String, SortedSet<String>> types) {
        List<String> lines = new ArrayList<>();
        types.forEach((type, members) -> {
            lines.add(type);
            members.forEach(member -> lines.add("    " + member));
        });
        return lines;
    }

    private static SortedMap<String, SortedSet<String>> read(Path list) throws IOException {
        SortedMap<String, SortedSet<String>> types = new TreeMap<>();
        SortedSet<String> members = new TreeSet<>();
        for (String line : Files.readAllLines(list)) {
            if (line.startsWith(" ")) {
                members.add(line.substring(4));
            } else {
                members = new TreeSet<>();
                types.put(line, members);
            }
        }
        return types;
    }
}
