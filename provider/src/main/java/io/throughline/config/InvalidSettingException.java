package io.throughline.config;

import org.hibernate.cache.CacheException;

/** A setting that cannot be: names the setting, the value, and what would be accepted. */
public final class InvalidSettingException extends CacheException {

    private static final long serialVersionUID = 1L;

    InvalidSettingException(String setting, Object value, String accepted) {
        super(setting + "='" + value + "' is not accepted; accepted: " + accepted);
    }

    private InvalidSettingException(String message) {
        super(message);
    }

    /** For values that must not be repeated: they may hold a password. */
    static InvalidSettingException hiding(String setting, String what, String accepted) {
        return new InvalidSettingException(setting + " " + what + "; accepted: " + accepted);
    }

    static InvalidSettingException unknown(String setting, String nearest) {
        return new InvalidSettingException(
                setting + " is not a setting of the Redis cache; did you mean " + nearest + "?");
    }

    static InvalidSettingException notBuiltYet(String setting, Object value, String instead) {
        return new InvalidSettingException(
                setting + "='" + value + "' is refused: this release does not do that yet; accepted: " + instead);
    }

    /** Two settings that exclude each other. */
    static InvalidSettingException conflict(String one, String other) {
        return new InvalidSettingException(one + " and " + other + " are both set; accepted: one of them");
    }
}
