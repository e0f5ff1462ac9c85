package io.github.processpool.benchmarks.copy;

import io.github.processpool.benchmarks.copy.CopiedApplication.Item;
import org.springframework.data.jpa.repository.JpaRepository;

/** A repository of Spring Data, as applications have them. */
interface Items extends JpaRepository<Item, Long> {}
