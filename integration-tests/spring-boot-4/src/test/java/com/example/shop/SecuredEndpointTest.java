package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** With Spring Security, who is not logged in neither sees the cache nor evicts from it. */
class SecuredEndpointTest {

    private static final String ENDPOINT = "/actuator/throughline";

    /** No database and no cache: the endpoint knows no region. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    static class Application {

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(withDefaults())
                    .csrf(csrf -> csrf.ignoringRequestMatchers("/actuator/**"))
                    .build();
        }
    }

    @Test
    void evictionsNeedALogin() {
        new WebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=throughline",
                        "spring.security.user.name=operator",
                        "spring.security.user.password=sesame")
                .run(context -> {
                    MockMvc mvc = MockMvcBuilders.webAppContextSetup(context)
                            .addFilters(context.getBean("springSecurityFilterChain", Filter.class))
                            .build();
                    assertThat(answer(mvc, HttpMethod.GET, ENDPOINT, "nobody").getStatus())
                            .isEqualTo(401);
                    assertThat(answer(mvc, HttpMethod.DELETE, ENDPOINT + "/a", "nobody")
                                    .getStatus())
                            .isEqualTo(401);
                    assertThat(answer(mvc, HttpMethod.GET, ENDPOINT, "operator").getContentAsString())
                            .isEqualTo("{}");
                    MockHttpServletResponse refused = answer(mvc, HttpMethod.DELETE, ENDPOINT + "/a", "operator");
                    assertThat(refused.getStatus()).isEqualTo(400);
                    assertThat(refused.getErrorMessage()).contains("region=a is not a region");
                });
    }

    private static MockHttpServletResponse answer(MockMvc mvc, HttpMethod method, String path, String user)
            throws Exception {
        MockHttpServletRequestBuilder request = request(method, path);
        if (!user.equals("nobody")) {
            request.headers(login(user));
        }
        return mvc.perform(request).andReturn().getResponse();
    }

    private static HttpHeaders login(String user) {
        HttpHeaders headers = new HttpHeaders();
        headers.setBasicAuth(user, "sesame");
        return headers;
    }
}
