package io.github.processpool.sample.web;

import io.github.processpool.sample.SampleProperties;
import io.github.processpool.sample.document.DocumentDetails;
import io.github.processpool.sample.document.DocumentService;
import io.github.processpool.sample.document.DocumentView;
import io.github.processpool.sample.document.NoRoomException;
import io.github.processpool.sample.document.PdfCheck;
import io.github.processpool.sample.document.RefusedDocumentException;
import io.github.processpool.sample.web.UploadResult.Rejected;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Documents: give, list, look at, cancel, repeat, remove. */
@RestController
@RequestMapping("/api/documents")
class DocumentController {

    private final DocumentService documents;
    private final SampleProperties properties;

    DocumentController(DocumentService documents, SampleProperties properties) {
        this.documents = documents;
        this.properties = properties;
    }

    @GetMapping
    List<DocumentView> list() {
        return documents.list();
    }

    @GetMapping("/{id}")
    DocumentDetails details(@PathVariable String id) {
        return documents.details(id);
    }

    /** Takes each file by itself: 202 if any was taken, else 503 if trying again may help, else 400. */
    @PostMapping
    ResponseEntity<UploadResult> upload(@RequestPart("files") List<MultipartFile> files) throws IOException {
        UploadResult result = new UploadResult(new ArrayList<>(), new ArrayList<>());
        for (MultipartFile file : files) {
            take(file, result);
        }
        return ResponseEntity.status(statusOf(result)).body(result);
    }

    @GetMapping("/{id}/runs/{run}/pages/{page}.png")
    ResponseEntity<Resource> thumbnail(@PathVariable String id, @PathVariable int run, @PathVariable int page) {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePrivate())
                .body(new FileSystemResource(documents.thumbnail(id, run, page)));
    }

    @PostMapping("/{id}/cancel")
    DocumentView cancel(@PathVariable String id) {
        return documents.cancel(id);
    }

    @PostMapping("/{id}/again")
    DocumentView again(@PathVariable String id) {
        return documents.again(id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        documents.remove(id);
    }

    private void take(MultipartFile file, UploadResult result) throws IOException {
        String name = String.valueOf(file.getOriginalFilename());
        try {
            PdfCheck.size(file.getSize(), properties.maxFileSize());
            result.accepted()
                    .add(documents
                            .upload(file.getOriginalFilename(), file::transferTo)
                            .document());
        } catch (RefusedDocumentException e) {
            result.rejected().add(new Rejected(name, e.words(), e instanceof NoRoomException));
        }
    }

    private static HttpStatus statusOf(UploadResult result) {
        if (!result.accepted().isEmpty()) {
            return HttpStatus.ACCEPTED;
        }
        boolean retry = result.rejected().stream().anyMatch(Rejected::retry);
        return retry ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.BAD_REQUEST;
    }
}
