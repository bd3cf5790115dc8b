using System.Globalization;
using System.Text.Json.Serialization;
using Signalbox.Operations;

namespace Signalbox.Access;

/// <summary>A read token to make.</summary>
internal sealed record TokenRequest
{
    private const int MaxTenantLength = 128;
    private const int MaxDescriptionLength = 500;
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(30);

    /// <summary>Whose events it shows.</summary>
    public required string Tenant { get; init; }

    /// <summary>How long it is valid, as hh:mm:ss or d.hh:mm:ss, from a second to 30 days. Default an hour.</summary>
    public string? ExpiresIn { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>The lifetime that is asked for.</summary>
    internal TimeSpan Lifetime => ExpiresIn is null ? UsualLifetime : TimeSpan.Parse(ExpiresIn, CultureInfo.InvariantCulture);

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(TokenRequest request, FieldFaults faults)
    {
        faults.Require(
            "tenant",
            request.Tenant is { Length: > 0 and <= MaxTenantLength } tenant && tenant is not "-" && !tenant.Any(static c => c == '/' || char.IsControl(c)),
            $"must be 1 to {MaxTenantLength} characters without a slash, and not a dash alone.");
        faults.Require(
            "expires_in",
            request.ExpiresIn is null
                || (TimeSpan.TryParse(request.ExpiresIn, CultureInfo.InvariantCulture, out var lifetime) && lifetime >= TimeSpan.FromSeconds(1) && lifetime <= LongestLifetime),
            $"must be a time from a second (00:00:01) to {LongestLifetime.Days} days (30.00:00:00).");
        faults.Require(
            "description",
            request.Description is null || (request.Description.Length <= MaxDescriptionLength && !request.Description.Any(char.IsControl)),
            $"must be at most {MaxDescriptionLength} characters, on one line.");
    }
}

/// <summary>Reads requests about tokens.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TokenRequest))]
internal sealed partial class TokenJson : JsonSerializerContext;
