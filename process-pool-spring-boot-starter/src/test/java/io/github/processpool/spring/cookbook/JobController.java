package io.github.processpool.spring.cookbook;

import io.github.processpool.ProcessFuture;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Jobs that go on while nobody waits for them, and end when somebody says so. */
@RestController
@RequestMapping("/jobs")
class JobController {

    private final Reports reports;
    private final Map<String, ProcessFuture<String>> jobs = new ConcurrentHashMap<>();

    JobController(Reports reports) {
        this.reports = reports;
    }

    @PostMapping
    String start(@RequestParam int pages) {
        String id = UUID.randomUUID().toString(); // not to be guessed
        jobs.put(id, reports.write(pages));
        return id;
    }

    @GetMapping("/{id}")
    String state(@PathVariable String id) {
        ProcessFuture<String> job = find(id);
        return job.isDone() ? job.join() : "not yet: " + job.taskState();
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void cancel(@PathVariable String id) {
        find(id).cancel(true);
        jobs.remove(id);
    }

    private ProcessFuture<String> find(String id) {
        ProcessFuture<String> job = jobs.get(id);
        if (job == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return job;
    }
}
