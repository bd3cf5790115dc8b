using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Signalbox.Tests.Chaos;

/// <summary>
/// What a product does to be paid: it sends each payment, to whichever process, until one says what became of it, always with the same key.
/// </summary>
internal sealed class Cashiers(IReadOnlyList<Uri> processes, string apiKey, IReadOnlyList<string> customers, int seed, int payments) : IDisposable
{
    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<string, string> _operations = new();
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", apiKey) } };
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next;
    private int _settled;
    private int _sent;

    /// <summary>The operation of each payment's key.</summary>
    internal IReadOnlyDictionary<string, string> Operations => _operations;

    /// <summary>How often a payment was sent.</summary>
    internal int Sent => Volatile.Read(ref _sent);

    internal async Task RunAsync()
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(cashier => WorkAsync(new Random(seed + cashier))));
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
            throw;
        }
    }

    /// <summary>Waits until the outcome of so many payments is known.</summary>
    internal async Task WaitForAsync(int settled)
    {
        while (Volatile.Read(ref _settled) < settled)
        {
            await await Task.WhenAny(_failed.Task, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task WorkAsync(Random chance)
    {
        while (Interlocked.Increment(ref _next) is var number && number <= payments)
        {
            var key = $"order-{number.ToString(CultureInfo.InvariantCulture)}";
            var customer = chance.Next(4) == 0 ? "" : $",\"customer\":\"{customers[chance.Next(customers.Count)]}\"";
            var body = $$"""{"amount":{{100 + number}},"currency":"eur","payment_method":"pm_card_visa","confirm":true{{customer}}}""";
            var since = Stopwatch.GetTimestamp();
            while (await PayAsync(key, body, isAsync: number % 5 == 0, processes[chance.Next(processes.Count)]) is var status && status != HttpStatusCode.OK)
            {
                if (Stopwatch.GetElapsedTime(since) > ChaosPlan.Patience)
                {
                    throw new TimeoutException($"{key} is answered {status} after {ChaosPlan.Patience.TotalSeconds} s.");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }

            Interlocked.Increment(ref _settled);
        }
    }

    /// <returns>The status; null if there was no answer.</returns>
    private async Task<HttpStatusCode?> PayAsync(string key, string body, bool isAsync, Uri process)
    {
        Interlocked.Increment(ref _sent);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(process, "/v1/payments")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (isAsync)
        {
            request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        }

        try
        {
            using var answer = await _http.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                _operations[key] = answer.Headers.GetValues("Signalbox-Operation").Single();
            }

            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
