package io.github.processpool.sample.web;

import io.github.processpool.sample.document.NoRoomException;
import io.github.processpool.sample.document.UnfinishedDocumentException;
import io.github.processpool.sample.document.UnknownDocumentException;
import io.github.processpool.sample.live.TooManyViewersException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;

/** Turns what goes wrong into an answer with words, before Spring's own problem details, which answer everything else. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class WebErrors {

    @ExceptionHandler
    ProblemDetail unknown(UnknownDocumentException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail unfinished(UnfinishedDocumentException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
    }

    @ExceptionHandler({NoRoomException.class, TooManyViewersException.class})
    ProblemDetail noRoom(RuntimeException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage());
    }

    @ExceptionHandler
    ProblemDetail tooLarge(MaxUploadSizeExceededException e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.CONTENT_TOO_LARGE,
                "The upload as a whole is too large; give fewer or smaller files at a time.");
    }

    @ExceptionHandler
    ProblemDetail noUpload(MultipartException e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST,
                "This is not an upload of files: multipart/form-data with parts named “files”.");
    }
}
