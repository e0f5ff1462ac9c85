/** Lies on the module path and could not be resolved: what it requires is not there. */
module stray {
    requires org.jspecify;
}
