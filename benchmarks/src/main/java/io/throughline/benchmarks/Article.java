package io.throughline.benchmarks;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Mostly a text of eight thousand characters: what compression is for, and what no encoding makes much smaller without. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Article {

    private static final int LENGTH = 8000;
    private static final String[] WORDS =
            ("the of and to in a is that for it as was with be by on not he his but at are this have from or"
                            + " had an they which one you were all her she there would their we him been has when who will more no if out so said what up its"
                            + " about into than them can only other new some could time these two may then do first any my now such like our over man me even"
                            + " most made after also did many before must through back years where much your way well down should because each just those"
                            + " people how too little state good very make world still own see men work long get here between both life being under never day"
                            + " same another know while last might us great old year off come since against go came right used take three")
                    .split(" ");

    @Id
    Long id;

    @Version
    int version;

    String title = "Of words that come in no order";

    @Column(length = 2 * LENGTH)
    String text = text();

    Article() {}

    Article(long id) {
        this.id = id;
    }

    /** The same each time. */
    private static String text() {
        Random random = new Random(1);
        return Stream.generate(() -> WORDS[random.nextInt(WORDS.length)])
                .limit(LENGTH / 4)
                .collect(Collectors.joining(" "))
                .substring(0, LENGTH);
    }
}
