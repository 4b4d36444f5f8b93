package io.throughline.config;

import org.hibernate.cache.CacheException;

/** A setting is not valid. The message names the setting, the value, and what would be accepted. */
public final class InvalidSettingException extends CacheException {

    private static final long serialVersionUID = 1L;

    InvalidSettingException(String setting, Object value, String accepted) {
        super(setting + "='" + value + "' is not accepted; accepted: " + accepted);
    }

    InvalidSettingException(Setting setting, Object value) {
        this(setting.key(), value, setting.accepted());
    }

    private InvalidSettingException(String message) {
        super(message);
    }

    /** For values that must not be repeated: they may hold a password. */
    static InvalidSettingException hiding(Setting setting, String what) {
        return new InvalidSettingException(setting.key() + " " + what + "; accepted: " + setting.accepted());
    }

    static InvalidSettingException unknown(String setting, String nearest) {
        return new InvalidSettingException(
                setting + " is not a setting of the Redis cache; did you mean " + nearest + "?");
    }

    /** Two settings that exclude each other. */
    static InvalidSettingException conflict(Setting one, Setting other) {
        return new InvalidSettingException(one.key() + " and " + other.key() + " are both set; accepted: one of them");
    }
}
