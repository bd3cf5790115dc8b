using Signalbox.Providers;

namespace Signalbox.Gaps;

/// <summary>What happened, as the providers list it. Safe for any number of callers at once.</summary>
internal interface IEventList
{
    /// <summary>The accounts that can be asked now.</summary>
    IReadOnlyList<string> Accounts { get; }

    /// <summary>Completes when <see cref="Accounts"/> may have become others since the call.</summary>
    Task AccountsChangedAsync(CancellationToken cancellationToken);

    /// <summary>How long the account's provider lists an event.</summary>
    TimeSpan ReachOf(string account);

    /// <summary>Page by page, newest first, each read when it is asked for.</summary>
    /// <param name="account">One of <see cref="Accounts"/>.</param>
    /// <param name="from">The first second by the provider's clock (unix).</param>
    /// <param name="until">The last second; <see langword="null"/>: up to the newest.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="EventListException">The provider gives no answer, or refuses.</exception>
    IAsyncEnumerable<EventPage> PagesAsync(string account, long from, long? until, CancellationToken cancellationToken);
}

/// <summary>A page of a list.</summary>
/// <param name="Events">Its events, newest first.</param>
/// <param name="Date">When it was answered, by the provider's clock; <see langword="null"/> if the provider does not say.</param>
internal sealed record EventPage(IReadOnlyList<ListedEvent> Events, DateTimeOffset? Date);

/// <summary>An event of a list.</summary>
/// <param name="Fault">Why it cannot be kept.</param>
/// <param name="Envelope">What the journal needs to know of it, if it can.</param>
/// <param name="Body">Its own bytes, exactly as they were listed.</param>
internal readonly record struct ListedEvent(EnvelopeFault Fault, EventEnvelope Envelope, ReadOnlyMemory<byte> Body);

/// <summary>A provider's list could not be read now.</summary>
/// <param name="message">The kind of fault, a colon, and what can be done about it. No secret.</param>
/// <param name="retryAfter">When trying again may help, if that is known.</param>
/// <param name="cause">Where it comes from.</param>
internal sealed class EventListException(string message, TimeSpan? retryAfter, Exception cause) : Exception(message, cause)
{
    /// <summary>When trying again may help; <see langword="null"/> if nothing is known.</summary>
    internal TimeSpan? RetryAfter => retryAfter;
}
