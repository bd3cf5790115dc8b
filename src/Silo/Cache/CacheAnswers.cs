using System.Diagnostics;
using Signalbox.Reads;

namespace Signalbox.Cache;

/// <summary>What an answer of the provider that brings no object means for whoever asked. The codes are those of operations. Pure.</summary>
internal static class CacheAnswers
{
    internal static CachedAnswer Of(ObjectAnswer answer) => answer switch
    {
        ObjectAnswer.NotFound => new CachedAnswer.Missing(),
        ObjectAnswer.Refused { Cause: RefusalCause.RateLimited } refused => new CachedAnswer.Refused(429, "rate_limited", refused.Reason, refused.RetryAfter),
        ObjectAnswer.Refused { Cause: RefusalCause.Unauthorized } refused => new CachedAnswer.Refused(502, "provider_authentication", refused.Reason, null),
        ObjectAnswer.Refused refused => new CachedAnswer.Refused(503, "provider_unavailable", refused.Reason, refused.RetryAfter),
        ObjectAnswer.Failed failed => new CachedAnswer.Refused(503, "provider_unavailable", failed.Reason, null),
        ObjectAnswer.Unreadable unreadable => new CachedAnswer.Refused(502, "provider_refused", $"The provider does not give this object out: {unreadable.Reason}", null),
        _ => throw new UnreachableException(),
    };
}
