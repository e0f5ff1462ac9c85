package app.shared;

/** An interface that is not public, in a package that is opened to the pool. */
interface Board {

    void pin(String note);
}
