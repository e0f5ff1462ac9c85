package io.github.processpool.cluster.testing;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** The classes that a JVM has loaded, initialized or not. */
public final class LoadedClasses {

    private LoadedClasses() {}

    /** Returns those of this JVM whose names begin so. */
    public static List<String> startingWith(String prefix) throws JMException {
        String all = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmClassHierarchy",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return all.lines()
                .map(line -> line.replaceFirst("^[|\\s]*(--)?", "").replaceFirst("/.*", ""))
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }
}
