using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.OpenApi;

namespace Signalbox.Secrets;

/// <summary><c>/v1/keys</c>: what secrets are encrypted with.</summary>
internal static class KeyEndpoints
{
    /// <summary>For the API's description; a test reads it as what it is an example of.</summary>
    internal const string Example = """
        {
          "master_key": "0e4bd1c86e1f2a97", "origin": "file", "available": ["93ab7d1f60c2e458", "0e4bd1c86e1f2a97"], "data_keys": 2,
          "rotated_at": "2026-01-31T12:04:11.02Z", "left": 0, "processes": 3
        }
        """;

    internal static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/keys", GetAsync)
            .Describe("getKeys", "Keys", "The keys of the secrets", "Which master key the secrets are encrypted under, by fingerprint, and how many values are left under older data keys.")
            .WithQuery()
            .Answers<KeyStatus>(Example);

        routes.MapPost("/v1/keys/rotate", RotateAsync)
            .Describe("rotateKeys", "Keys", "Rotate the master key", "Wraps the data keys under the newest master key and starts a new data key, while everything runs; what is sealed under older data keys is sealed anew in the background ('left' counts down). A key in the data folder is generated; one from the environment or a file must be there in every running process first, otherwise 409 with code no_new_key or not_everywhere.")
            .WithQuery()
            .Answers<KeyStatus>(Example)
            .Refuses(409);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IKeyRing keys, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? TypedResults.Ok(await keys.StatusAsync(cancellationToken));

    private static async Task<IResult> RotateAsync(HttpContext context, IKeyRing keys, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var rotation = await keys.RotateAsync(cancellationToken);
        return rotation.Outcome switch
        {
            KeyRotationOutcome.NoNewKey => Problems.Result(
                409, "no_new_key", rotation.Status.Origin == "file"
                    ? $"The last key of the file is {rotation.Status.MasterKey}, which is in use. Add a line with a new one (openssl rand -base64 32), then rotate."
                    : $"The key of the environment is {rotation.Status.MasterKey}, which is in use. Restart each process with SIGNALBOX_MASTER_KEY set to a new key and SIGNALBOX_MASTER_KEY_PREVIOUS to this one, then rotate."),
            KeyRotationOutcome.NotEverywhere => Problems.Result(
                409, "not_everywhere", $"These processes do not have the new master key, and could open nothing after it: {string.Join(", ", rotation.Lacking)}. Give it to them, or wait a minute if they have just ended, then rotate."),
            _ => TypedResults.Ok(rotation.Status),
        };
    }
}
