using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Social;
using Signalbox.Streams;

namespace Signalbox.Providers.Ayrshare;

/// <summary>Ayrshare's events about posts and linked accounts. Shapes: https://www.ayrshare.com/docs/apis/webhooks/actions.</summary>
internal sealed class AyrshareProjection : FactProjection
{
    internal static readonly AyrshareProjection Instance = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Fact> Facts(JournalEntry entry)
    {
        var body = JsonFields.Read(entry.Payload);
        if (!StreamKey.TryParse(entry.Stream, out var stream))
        {
            return [];
        }

        var time = body.IsoTime("created"u8) ?? FactValues.TimeOf(entry);
        return body.Text("action"u8) == "social" ? Account(body, entry, stream, time) : Post(body, entry, stream, time);
    }

    private static IReadOnlyList<Fact> Post(JsonFields body, JournalEntry entry, StreamKey stream, long time)
    {
        if (body.Id("id"u8) is not { } id || (body.Value("postIds"u8).IsEmpty && body.Value("errors"u8).IsEmpty))
        {
            return [];
        }

        // TikTok tells twice: that it has the video, and, with a sub action, that it published it.
        var rank = body.Text("subAction"u8) is null ? 0 : 1;
        var posts = body.Objects("postIds"u8);
        var errors = body.Objects("errors"u8);
        var status = body.Text("status"u8);
        var platforms = posts.Concat(errors).Select(static p => p.Text("platform"u8)).OfType<string>().Distinct().Order(StringComparer.Ordinal);
        return
        [
            new SocialPostFact(
                HeadOf(body, entry, stream, id, time, rank, isDeletion: false),
                body.Id("refId"u8),
                status,
                string.Join(' ', platforms) is { Length: > 0 } names ? names : null,
                status == "success" ? time : null,
                errors is [var first, ..] ? first.Text("message"u8) : null,
                body.Json("postIds"u8, '['),
                body.Json("errors"u8, '[')),
        ];
    }

    private static IReadOnlyList<Fact> Account(JsonFields body, JournalEntry entry, StreamKey stream, long time)
    {
        if (body.Id("refId"u8) is not { } profile || body.Id("platform"u8) is not { } platform || FactValues.Id($"{profile}:{platform}") is not { } id)
        {
            return [];
        }

        // link, unlink, or refresh of what is linked.
        var isUnlinked = body.Text("type"u8) == "unlink";
        var details = body.Object("details"u8);
        return
        [
            new SocialAccountFact(
                HeadOf(body, entry, stream, id, time, isUnlinked ? 1 : 0, isUnlinked),
                profile,
                platform,
                body.Text("displayName"u8),
                isUnlinked ? "unlinked" : "linked",
                details.Text("message"u8) ?? body.Text("source"u8)),
        ];
    }

    private static FactHead HeadOf(JsonFields body, JournalEntry entry, StreamKey stream, string id, long time, int rank, bool isDeletion) => new(
        stream.Account, id, new FactOrder(0, time, rank, entry.EventId), time, isDeletion ? time : null, entry.Stream, entry.Version, FactValues.Json(body.Raw));
}
