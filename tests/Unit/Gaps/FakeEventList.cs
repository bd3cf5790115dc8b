using System.Runtime.CompilerServices;
using System.Text;
using Signalbox.Gaps;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Unit.Gaps;

/// <summary>A provider's list of events in memory, newest first, with small pages.</summary>
internal sealed class FakeEventList : IEventList
{
    private const int PageSize = 3;

    internal List<(long Created, string Body)> Events { get; } = [];

    /// <summary>The stretches that were asked for.</summary>
    internal List<(long From, long? Until)> Asked { get; } = [];

    /// <summary>Thrown instead of so many pages' successor.</summary>
    internal EventListException? Failure { get; set; }

    internal int PagesBeforeFailure { get; set; }

    /// <summary>The provider's clock, if it says.</summary>
    internal DateTimeOffset? Date { get; set; }

    public IReadOnlyList<string> Accounts => ["stripe"];

    public Task AccountsChangedAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);

    public TimeSpan ReachOf(string account) => TimeSpan.FromDays(30);

    internal void Add(string id, long created) =>
        Events.Add((created, $$"""{ "id": "{{id}}",  "object":"event","type":"customer.updated","data":{"object":{"id":"cus_{{id}}","object":"customer"} }, "created": {{created}} }"""));

    public async IAsyncEnumerable<EventPage> PagesAsync(
        string account, long from, long? until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Asked.Add((from, until));
        await Task.Yield();
        var pages = Events.Where(e => e.Created >= from && e.Created <= (until ?? long.MaxValue)).Reverse().Chunk(PageSize).DefaultIfEmpty([]);
        foreach (var page in pages)
        {
            if (Failure is not null && PagesBeforeFailure-- == 0)
            {
                throw Failure;
            }

            yield return new EventPage([.. page.Select(static e =>
            {
                var body = Encoding.UTF8.GetBytes(e.Body);
                var fault = StripeEnvelope.Read(body, out var envelope);
                return new ListedEvent(fault, envelope, body);
            })], Date);
        }
    }
}
