package io.github.processpool.spring.launch;

import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat without a port, which deploys two applications from their folders, takes one away and back, and tells which threads have
 * stayed of one that is gone. Started by a test with Tomcat alone on its class path.
 */
final class WarContainer {

    private static final String LISTENER = "io.github.processpool.spring.launch.WarApplication$Deployment";

    private final Tomcat tomcat = new Tomcat();

    private WarContainer() {}

    public static void main(String[] arguments) {
        try {
            new WarContainer().run(arguments);
        } catch (Exception e) {
            e.printStackTrace();
        }
        System.exit(0); // It has threads that go on.
    }

    private void run(String[] arguments) throws Exception {
        tomcat.setBaseDir(arguments[0]);
        tomcat.getHost();
        tomcat.start();
        Context one = deploy("/one", arguments[1]);
        Context two = deploy("/two", arguments[2]);
        undeploy(one);
        undeploy(deploy("/one", arguments[1]));
        undeploy(two);
        tomcat.stop();
        System.out.println("END");
    }

    private Context deploy(String path, String folder) {
        Context context = new StandardContext();
        context.setPath(path);
        context.setDocBase(folder);
        context.addLifecycleListener(new Tomcat.FixContextListener());
        context.addApplicationListener(LISTENER);
        tomcat.getHost().addChild(context);
        System.out.println("DEPLOYED " + path + " " + context.getState().isAvailable());
        return context;
    }

    private void undeploy(Context context) throws Exception {
        ClassLoader loader = context.getLoader().getClassLoader();
        tomcat.getHost().removeChild(context);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getContextClassLoader() == loader)
                .forEach(thread -> System.out.println("LEFT " + thread.getName()));
    }
}
