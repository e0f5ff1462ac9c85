package kotlin.coroutines;

/** Stands for Kotlin's, which the tests do without: the last parameter of a suspend function. */
public interface Continuation<T> {}
