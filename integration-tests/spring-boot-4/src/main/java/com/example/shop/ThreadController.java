package com.example.shop;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says what serves it. */
@RestController
public class ThreadController {

    /** "VirtualThread[...]" is how the JDK writes one; this is compiled for a JDK without them. */
    @GetMapping("/thread")
    public String thread() {
        return Thread.currentThread().toString();
    }
}
