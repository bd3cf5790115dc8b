namespace Signalbox.Providers.Calls;

/// <summary>The <c>Retry-After</c> header: seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).</summary>
internal static class RetryAfter
{
    /// <summary>What the answer asks for; <see langword="null"/> if nothing. Never negative.</summary>
    internal static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => NotNegative(delta),
        { Date: { } date } => NotNegative(date - now),
        _ => null,
    };

    private static TimeSpan NotNegative(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}
