/**
 * The process pool as a bean of Spring Boot. Spring's modules are automatic, so an application of modules can be started, but not
 * linked to an image; everything is open, because Spring makes beans of classes that are not public and reads files between them.
 */
@SuppressWarnings("requires-automatic")
open module io.github.processpool.spring {
    requires transitive io.github.processpool.core;
    // Memory and load in health and meters.
    requires java.management;
    requires jdk.management;
    // Workers look for the application's database.
    requires java.sql;
    requires org.slf4j;
    requires spring.aop;
    requires spring.beans;
    requires spring.boot;
    requires spring.boot.autoconfigure;
    requires spring.context;
    requires spring.core;
    requires spring.expression;

    // For the compiler and its checks only.
    requires static org.jspecify;
    // Each of them is used where an application has it.
    requires static ch.qos.logback.classic;
    requires static context.propagation;
    requires static io.github.processpool.cluster;
    requires static micrometer.commons;
    requires static micrometer.core;
    requires static micrometer.observation;
    requires static org.apache.tomcat.embed.core;
    requires static org.hibernate.orm.core;
    requires static org.mockito;
    requires static org.reactivestreams;
    requires static r2dbc.spi;
    requires static reactor.core;
    requires static spring.amqp;
    requires static spring.boot.actuator;
    requires static spring.boot.actuator.autoconfigure;
    requires static spring.boot.health;
    requires static spring.boot.sql;
    requires static spring.boot.web.server;
    requires static spring.messaging;
    requires static spring.rabbit;
    requires static spring.security.core;
    requires static spring.test;
    requires static spring.tx;
    requires static spring.web;
    requires static spring.webmvc;

    exports io.github.processpool.spring;
    exports io.github.processpool.spring.annotation;
    exports io.github.processpool.spring.autoconfigure;
    exports io.github.processpool.spring.observation;
}
