locals {
  migrations = "file://../migrations/mydatabase"
}

env "local" {
  url = "postgres://myuser:mypassword@localhost:5432/mydatabase?sslmode=disable"
  dev = "docker://postgres/17/dev"
  migration {
    dir = local.migrations
  }
  lint {
    destructive {
      error = true
    }
  }
}

env "cluster" {
  url = "postgres://myuser:mypassword@localhost:5433/mydatabase?sslmode=disable"
  migration {
    dir = local.migrations
  }
}

# in the cluster the address comes from a secret
env "cnpg" {
  url = getenv("DATABASE_URL")
  migration {
    dir = local.migrations
  }
}
