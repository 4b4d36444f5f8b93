package com.example.shop;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Where the application uses Redis for other things as well, the cache shares its client. */
@Configuration
@Profile("own-redis")
public class OwnRedis {

    @Bean(destroyMethod = "shutdown")
    public RedissonClient redisson(@Value("${shop.redis}") String address) {
        Config config = new Config();
        config.useSingleServer().setAddress(address).setClientName("shop").setTimeout(1000);
        return Redisson.create(config);
    }
}
