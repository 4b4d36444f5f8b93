package io.throughline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.RedisCacheSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUriTest {

    @ParameterizedTest
    @CsvSource({
        "redis://host,redis://host:6379,,,0",
        "redis://host:7000,redis://host:7000,,,0",
        "redis://host/,redis://host:6379,,,0",
        "rediss://host:7000/3,rediss://host:7000,,,3",
        "redis://sesame@host,redis://host:6379,,sesame,0",
        "redis://:sesame@host,redis://host:6379,,sesame,0",
        "redis://me:sesame@host:1/15,redis://host:1,me,sesame,15",
        "redis://me:s%40%3A%2F@host,redis://host:6379,me,s@:/,0",
        "redis://me:a:b@host,redis://host:6379,me,a:b,0",
        "redis://[::1]:7000,redis://[::1]:7000,,,0",
        "' redis://host ',redis://host:6379,,,0"
    })
    void isRead(String uri, String address, String user, String password, int database) {
        assertThat(RedisUri.parse(uri)).isEqualTo(new RedisLocation.Server(address, user, password, database));
    }

    /** Legal in a URI as it is; and it names one server. */
    @Test
    void aCommaInThePasswordIsNoSecondServer() {
        assertThat(RedisUri.parse("redis://me:a,b@host"))
                .isEqualTo(new RedisLocation.Server("redis://host:6379", "me", "a,b", 0));
    }

    @Test
    void thePasswordIsNotShown() {
        assertThat(RedisUri.parse("redis://me:sesame@host/2")).hasToString("redis://host:6379/2");
        assertThat(RedisUri.parse("redis://me:sesame@a,b")).hasToString("redis://a:6379,redis://b:6379");
        assertThat(RedisUri.parse("redis-sentinel://me:sesame@a,b/shop/2"))
                .hasToString("shop/2 of the sentinels redis://a:26379,redis://b:26379");
    }

    @Test
    void severalServersAreACluster() {
        assertThat(RedisUri.parse("redis://a,b:7000,[::1]:7001"))
                .isEqualTo(new RedisLocation.Cluster(
                        List.of("redis://a:6379", "redis://b:7000", "redis://[::1]:7001"), null, null));
        assertThat(RedisUri.parse("rediss://me:a,b%40@a,b/"))
                .isEqualTo(new RedisLocation.Cluster(List.of("rediss://a:6379", "rediss://b:6379"), "me", "a,b@"));
    }

    @Test
    void sentinelsAreNamedWithTheirMaster() {
        assertThat(RedisUri.parse("redis-sentinel://a,b:7000/shop"))
                .isEqualTo(new RedisLocation.Sentinels(
                        List.of("redis://a:26379", "redis://b:7000"), "shop", null, null, 0));
        assertThat(RedisUri.parse("redis-sentinel://a/shop/"))
                .isEqualTo(new RedisLocation.Sentinels(List.of("redis://a:26379"), "shop", null, null, 0));
        assertThat(RedisUri.parse("rediss-sentinel://me:sesame@a:1,b:2/my%20shop/3"))
                .isEqualTo(new RedisLocation.Sentinels(
                        List.of("rediss://a:1", "rediss://b:2"), "my shop", "me", "sesame", 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host:6379",
                "http://me:sesame@host",
                "redis:me:sesame@host",
                "redis://",
                "redis://me:sesame@",
                "redis://me:sesame@:6379",
                "redis://me:sesame@host:0",
                "redis://me:sesame@host:65536",
                "redis://me:sesame@host:port",
                "redis://me:sesame@host/x",
                "redis://me:sesame@host/-1",
                "redis://me:sesame@host/1/2",
                "redis://me:sesame@host?a=b",
                "redis://me:sesame@host#x",
                "redis://me:sesame sesame@host",
                "redis://me:sesame%@host",
                "redis://me:sesame^@host",
                "redis://me:sesame@sesame@host",
                "redis://me:se/sesame@host:6379",
                "redis://me:12/sesame@host:6379",
                "redis://me:12?sesame@host:6379",
                "redis://me:12#sesame@host:6379",
                "redis://me:\\sesame@host",
                "redis://:sesame@a:1,redis://b:2",
                "redis://me:sesame@a,b/1",
                "redis://me:sesame@a,,b",
                "redis://me:sesame@a,b:0",
                "redis://me:sesame@a,b:port",
                "redis-sentinel://me:sesame@a:1,b:2",
                "redis-sentinel://me:sesame@a:1,b:2/",
                "redis-sentinel://me:sesame@a:1,b:2/shop/x",
                "redis-sentinel://me:sesame@a:1,b:2/shop/1/2",
                "redis-sentinel://me:12/sesame@a:1,b:2/shop",
                "http-sentinel://me:sesame@a/shop",
                "://me:sesame@host",
                "me:sesame@host:6379"
            })
    void whatIsMalformedIsRefusedAndNotRepeated(String uri) {
        assertThatThrownBy(() -> RedisUri.parse(uri))
                .isInstanceOf(InvalidSettingException.class)
                .hasNoCause()
                .hasMessageContaining(RedisCacheSettings.URI)
                .hasMessageContaining("accepted: a URI: redis://[[user:]password@]host[:port][/database]")
                .hasMessageNotContaining("sesame");
    }
}
