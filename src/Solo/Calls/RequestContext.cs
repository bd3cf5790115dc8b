namespace Orleans.Runtime;

/// <summary>
/// Values that flow with calls: what is set before a call can be read by the grain that is called, and by those that it calls. What a grain
/// sets never flows back to its caller, nor into other requests.
/// </summary>
public static class RequestContext
{
    /// <summary>The names that are set here.</summary>
    public static IEnumerable<string> Keys => CallFrame.Current?.Values?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The names and values that are set here.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries =>
        CallFrame.Current?.Values ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The value of a name, or <see langword="null"/>.</summary>
    public static object? Get(string key) => CallFrame.Current?.Values?.GetValueOrDefault(key);

    /// <summary>Sets a value for this request from here on, and for the calls that it makes.</summary>
    /// <param name="key">The name.</param>
    /// <param name="value">An immutable value that may cross a grain call.</param>
    public static void Set(string key, object value) => Replace(values => values[key] = value);

    /// <summary>Takes a value away.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Remove(string key)
    {
        var found = CallFrame.Current?.Values?.ContainsKey(key) ?? false;
        if (found)
        {
            Replace(values => values.Remove(key));
        }

        return found;
    }

    /// <summary>Takes all values away.</summary>
    public static void Clear()
    {
        if (CallFrame.Current is { Values: not null } frame)
        {
            CallFrame.Current = frame.Call is null ? null : new ChangedFrame(frame.Call);
        }
    }

    private static void Replace(Action<Dictionary<string, object>> change)
    {
        var frame = CallFrame.Current;
        var values = frame?.Values is { } old ? new Dictionary<string, object>(old, old.Comparer) : new(StringComparer.Ordinal);
        change(values);
        CallFrame.Current = new ChangedFrame(frame?.Call) { Values = values };
    }
}
