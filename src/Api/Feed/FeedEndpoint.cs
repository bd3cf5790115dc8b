using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Access;
using Signalbox.Http;
using Signalbox.OpenApi;
using Signalbox.Streams;

namespace Signalbox.Feed;

/// <summary><c>/v1/feed</c>: what is applied, live.</summary>
internal static class FeedEndpoint
{
    /// <summary>Where the feed is.</summary>
    internal const string Path = "/v1/feed";

    /// <summary>The query parameter that carries a read token, for browsers' <c>EventSource</c>, which sends no headers of its own.</summary>
    internal const string TokenName = "token";

    private const string LastEventId = "Last-Event-ID";

    private static readonly QueryParameter Type = new("type", "Only these types, with commas between them; a * stands for any characters. At most 32.")
    {
        Example = "customer.subscription.*,invoice.paid",
        MaxLength = 2_000,
    };

    private static readonly QueryParameter Source = new("source", "Only events that came in on this account, by its name in the settings.") { Example = "stripe" };
    private static readonly QueryParameter Stream = new("stream", "Only this stream, by its key.") { Example = "stripe/customer/cus_9s6XKzkNRiz8i3", MaxLength = 600 };
    private static readonly QueryParameter Tenant = new("tenant", "Only events of this tenant. A read token has only its own.") { Example = "acme" };

    private static readonly QueryParameter After = new("after", "Goes on behind the event with this number: the id of the last one that was seen; 0 begins with the oldest one kept. A header Last-Event-ID, as browsers send it when they connect again, comes before it. With neither the feed begins with what is applied from now on.")
    {
        Example = "1934298456190222337",
        MaxLength = 19,
    };

    private static readonly QueryParameter From = new("from", "Begins with what was applied at this time or later, as far as it is kept. Not together with after.")
    {
        Kind = QueryParameterKind.Time,
        Example = "2026-01-31T12:00:00Z",
    };

    private static readonly QueryParameter Raw = new("raw", "Whether each event has its exact bytes as well, as base64 in raw.") { Choices = ["true", "false"], Default = "false" };
    private static readonly QueryParameter Token = new(TokenName, "A read token, for browsers' EventSource, which cannot send it as 'Authorization: Bearer'.") { MaxLength = 512 };

    internal static void MapFeed(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, ReadAsync)
            .Describe("readFeed", "Feed", "The live feed", "What is applied, as server-sent events, in the order in which it was committed: nothing that is applied later comes before an id that was seen. Each event is one message: its id is its number, its data a line of JSON with seq, id, message_id, type, source, stream, version, position, tenant, occurred_at, received_at, content_type and payload, or body_base64 if the body is no JSON. Connect again with the last id to go on without loss or duplicate. A sign of life comes every 15 seconds; a reader that is overtaken is closed with an event named closed, which tells the reason and where to go on. With 410 events behind the id are not kept any more.")
            .WithQuery(Type, Source, Stream, Tenant, After, From, Raw, Token)
            .WithMetadata(new HoldsOpen())
            .AnswersEvents()
            .Refuses(400, 403, 410);

    private static async Task<IResult> ReadAsync(HttpContext context, IFeed feed, FeedSessions sessions, CancellationToken cancellationToken)
    {
        sessions.AllowOrigin(context);
        var query = RequestQuery.Of(context);
        var (start, filter) = (StartOf(context, query), FilterOf(query));
        var withRaw = query.Text(Raw) == "true";
        _ = query.Text(Token);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var token = context.Features.Get<ReadToken>();
        if (token is not null && filter.Tenant is not null && filter.Tenant != token.Tenant)
        {
            return Problems.Result(403, "other_tenant", "This token reads the events of its own tenant only.");
        }

        using var place = sessions.TryEnter();
        if (place is null)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problems.Result(503, "too_many_readers", "The feed has as many readers as it may have. Try again later.");
        }

        var opening = await feed.OpenAsync(start, token is null ? filter : filter with { Tenant = token.Tenant }, cancellationToken);
        switch (opening)
        {
            case FeedOpening.TooOld old:
                return Problems.Result(
                    410, "not_kept", $"Events behind this id are not kept any more; the oldest that may be has the number {old.Oldest}. Begin with after=0 for all that there is.",
                    new Dictionary<string, object?> { ["oldest"] = old.Oldest.ToString(CultureInfo.InvariantCulture) });

            case FeedOpening.NotYet:
                return Problems.Result(400, "unknown_id", "No event has this id yet: it is of another installation, or mistyped.");

            case FeedOpening.Opened opened:
                using (opened.Reader)
                {
                    place.End = await sessions.RunAsync(context, opened.Reader, withRaw, token);
                    return TypedResults.Empty;
                }

            default:
                throw new UnreachableException();
        }
    }

    private static FeedFilter FilterOf(RequestQuery query)
    {
        var stream = query.Text(Stream);
        if (stream is not null && !StreamKey.TryParse(stream, out _))
        {
            query.Refuse(Stream, "is not a stream's key: account/kind/id.");
        }

        return new FeedFilter(FeedFilter.TypesOf(query, Type), query.Text(Source), stream, query.Text(Tenant));
    }

    private static FeedStart StartOf(HttpContext context, RequestQuery query)
    {
        var (after, from) = (query.Text(After), query.Time(From));
        if (after is not null && from is not null)
        {
            query.Refuse(From, "and after cannot both say where to begin.");
        }

        // The header is newer than the URL, which a browser repeats as it was.
        var header = context.Request.Headers[LastEventId].ToString();
        if ((header.Length > 0 ? header : after) is { } id)
        {
            if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            {
                query.Refuse(After, $"{(header.Length > 0 ? $"(from {LastEventId}) " : string.Empty)}must be the id of an event of the feed, a whole number.");
            }

            return new FeedStart.Behind(seq);
        }

        return from is { } time ? new FeedStart.At(time) : new FeedStart.Now();
    }
}
